import { expect, test } from 'playwright/test';
import { linkOf, openLab, runOf, waitForStep } from './support/lab-page.ts';

test('from a replay, a long run needs consent, and Back leads to the earlier link', async ({
	page
}) => {
	await openLab(page, 'v=1&preset=quick-start&seed=7');
	await page.getByRole('button', { name: 'Play the recorded run' }).click();
	await expect(runOf(page)).toHaveAttribute('data-state', 'replay');
	const train = page.getByRole('button', { name: 'Train this yourself', exact: true });
	await train.click();
	const dialog = page.getByRole('dialog', { name: /This run takes about [\d.]+ (min|h) here/ });
	await expect(dialog).toContainText('The small transformer (p = 53)');
	await dialog.getByRole('button', { name: 'Cancel' }).click();
	await expect(dialog).toBeHidden();
	await expect(runOf(page)).toHaveAttribute('data-state', 'replay');
	expect(linkOf(page).get('play')).toBe('recorded');

	await train.click();
	await dialog.getByRole('button', { name: 'Train the small transformer' }).click();
	await waitForStep(page, 5);
	expect(linkOf(page).toString()).toBe('v=1&preset=quick-transformer');
	// The recorded run has an entry of its own between the two.
	await page.goBack();
	expect(linkOf(page).get('play')).toBe('recorded');
	await page.goBack();
	expect(linkOf(page).toString()).toBe('v=1&preset=quick-start&seed=7');
	const bar = page.getByRole('status').filter({ hasText: 'The address now holds another run' });
	await bar.getByRole('button', { name: 'Restart with this link' }).click();
	await expect(page.getByRole('spinbutton', { name: 'Seed', exact: true })).toHaveValue('7');
});

import { expect, test } from 'playwright/test';
import {
	openLab,
	runOf,
	startTraining,
	stepOf,
	visit,
	waitForCheckpoint,
	waitForStep
} from './support/lab-page.ts';

const LINK = 'v=1&preset=quick-mlp&p=13&frac_train=0.6&steps=2000000';

test('a worker that hangs is noticed and ended, and its run resumes from the checkpoint', async ({
	page
}) => {
	await openLab(page, LINK);
	await startTraining(page);
	await waitForCheckpoint(page);
	page
		.workers()[0]
		?.evaluate(() => {
			for (;;);
		})
		.catch(() => undefined);
	await expect(page.getByRole('status').filter({ hasText: 'no answer for' })).toBeVisible();
	await expect(page.getByRole('banner')).toContainText('no answer for');
	const alert = page.getByRole('alert');
	await expect(alert).toHaveAttribute('data-error', 'worker-crashed', { timeout: 45_000 });
	await alert.getByRole('button', { name: /^Resume from step/ }).click();
	await expect(runOf(page)).toHaveAttribute('data-state', 'training');
	const resumedAt = await stepOf(page);
	await waitForStep(page, resumedAt + 20);
});

test('the user can end a worker that hangs', async ({ page }) => {
	await openLab(page, LINK);
	await startTraining(page);
	await waitForCheckpoint(page);
	page
		.workers()[0]
		?.evaluate(() => {
			for (;;);
		})
		.catch(() => undefined);
	await page.getByRole('button', { name: 'End it now' }).click();
	await expect(page.getByRole('alert')).toHaveAttribute('data-error', 'worker-crashed');
	await expect(page.getByRole('button', { name: /^Resume from step/ })).toBeEnabled();
});

test('preparing a large run says what it does and can be cancelled', async ({ page }) => {
	await visit(page, 'v=1&preset=nanda-2023&p=401');
	const banner = page.getByRole('banner');
	await expect(banner).toContainText('Evaluating step 0', { timeout: 60_000 });
	await page.getByRole('button', { name: 'Cancel' }).click();
	await expect(runOf(page)).toHaveAttribute('data-state', 'cancelled', { timeout: 1500 });
	await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeEnabled();
	const p = page.getByRole('spinbutton', { name: /Prime p/ });
	await p.fill('13');
	await p.press('Enter');
	// At most one kernel of the cancelled evaluation still runs.
	await expect(runOf(page)).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
});

import { expect, test, type Page } from 'playwright/test';
import { linkOf, openLab } from './support/lab-page.ts';

const decayOf = (page: Page) => page.getByRole('spinbutton', { name: 'Weight decay' });

/** Types key by key, because the field reacts to each key. */
async function type(page: Page, text: string): Promise<void> {
	await decayOf(page).fill('');
	await decayOf(page).pressSequentially(text);
	await decayOf(page).press('Enter');
}

test('a number is read as intended or refused with a sentence, never changed silently', async ({
	page
}) => {
	await openLab(page, 'v=1&preset=quick-mlp');
	for (const [typed, value] of [
		['1,5', '1.5'],
		['1.5', '1.5'],
		['0,25', '0.25'],
		['２', '2'],
		['1e−2', '0.01']
	] as const) {
		await type(page, typed);
		await expect(decayOf(page)).toHaveValue(value);
		await expect(decayOf(page)).toHaveAttribute('aria-valuenow', value);
		await expect.poll(() => linkOf(page).get('weight_decay')).toBe(value);
	}
	for (const [typed, words] of [
		['1,000', 'got "1,000", which can be read as 1 or as 1000'],
		['1 5', 'got "1 5"'],
		['1/2', 'got "1/2"']
	] as const) {
		await type(page, typed);
		await expect(decayOf(page)).toHaveAttribute('aria-invalid', 'true');
		await expect(decayOf(page)).toHaveValue(typed);
		await expect(page.locator('#param-weight_decay-error')).toContainText(words);
		expect(linkOf(page).get('weight_decay')).toBe('0.01');
	}
	await type(page, '2');
	await expect(decayOf(page)).not.toHaveAttribute('aria-invalid');
	await page.getByRole('spinbutton', { name: 'Seed', exact: true }).press('ArrowUp');
	await expect.poll(() => linkOf(page).get('seed')).toBe('1');
});

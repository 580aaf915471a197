import { expect, test, type Page } from 'playwright/test';
import { openLab, startTraining, trainToBudget, waitForStep } from './support/lab-page.ts';

/** Height that the page itself can scroll; its columns scroll on their own. */
function heightOf(page: Page): Promise<number> {
	return page.evaluate(() => document.documentElement.scrollHeight);
}

test('Train, both main sliders and both charts are inside the first screen at 1280 x 800', async ({
	page
}) => {
	await page.setViewportSize({ width: 1280, height: 800 });
	await openLab(page, 'v=1&preset=quick-mlp&steps=2000000');
	const whole = { ratio: 1 };
	const expectOnScreen = async (button: string) => {
		await expect(page.getByRole('button', { name: button, exact: true })).toBeInViewport(whole);
		for (const name of ['Prime p', 'Weight decay']) {
			await expect(page.getByRole('slider', { name })).toBeInViewport(whole);
		}
		for (const name of [/^Loss over steps/, /^Accuracy over steps/]) {
			await expect(page.getByRole('img', { name })).toBeInViewport(whole);
		}
	};
	await expectOnScreen('Train');
	await startTraining(page);
	await waitForStep(page, 20);
	await expectOnScreen('Pause');
	expect(await page.evaluate(() => window.scrollY)).toBe(0);
	expect(await heightOf(page)).toBeLessThanOrEqual(800);
});

test('with a notice the page itself does not scroll, and on a phone Dismiss is visible', async ({
	page
}) => {
	await page.setViewportSize({ width: 1280, height: 800 });
	const flaws = Array.from({ length: 30 }, (_, i) => `flaw${String(i)}=1`).join('&');
	await openLab(page, `v=1&preset=quick-mlp&p=1&${flaws}`);
	const dismiss = page.getByRole('button', { name: 'Dismiss notices' });
	await expect(dismiss).toBeInViewport({ ratio: 1 });
	expect(await heightOf(page)).toBeLessThanOrEqual(800);
	await page.setViewportSize({ width: 390, height: 844 });
	await expect(dismiss).toBeInViewport({ ratio: 1 });
	await dismiss.click();
	await expect(dismiss).toBeHidden();
});

test('on a phone Train, story, loss and table are on the first screen and a half, in this order', async ({
	page
}) => {
	await page.setViewportSize({ width: 390, height: 844 });
	await openLab(page, 'v=1&preset=quick-transformer&steps=1700');
	const table = page.getByRole('region', { name: /^The table of/ });
	const parts = [
		page.getByRole('button', { name: 'Train', exact: true }),
		page.getByText(/^A small network learns a rule/),
		page.getByRole('img', { name: /^Loss over steps/ }),
		table,
		page.getByRole('img', { name: /^Accuracy over steps/ })
	];
	const boxes = await Promise.all(parts.map((part) => part.boundingBox()));
	const ends = boxes.map((box) => (box === null ? Number.NaN : box.y + box.height));
	expect(ends).toEqual(ends.toSorted((a, b) => a - b));
	expect(ends[3]).toBeLessThan(1.5 * 844);

	// What is below the window is drawn as soon as it is scrolled to, also after a whole run.
	await trainToBudget(page);
	await table.scrollIntoViewIfNeeded();
	await expect(table.getByText(/ right$/)).toBeVisible();
	await expect(table.locator('canvas')).toBeInViewport({ ratio: 1 });
});

import { expect, test } from 'playwright/test';
import { openLab, startTraining, waitForStep } from './support/lab-page.ts';

test('Train, both main sliders and both charts are inside the first screen at 1280 x 800', async ({
	page
}) => {
	await page.setViewportSize({ width: 1280, height: 800 });
	await openLab(page, 'v=1&preset=quick-mlp');
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
});

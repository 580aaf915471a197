import { expect, test } from 'playwright/test';

// Taken away from the browser itself: the worker, where the page looks for it, is out of a script's reach.
test.use({
	launchOptions: [
		async ({ launchOptions }, use) => {
			const args = [...(launchOptions.args ?? []), '--disable-blink-features=WebGPU'];
			await use({ ...launchOptions, args });
		},
		{ scope: 'worker', option: true }
	]
});

test('without WebGPU the page says so, and trains on the CPU when asked', async ({ page }) => {
	await page.goto('/#v=1&preset=quick-mlp&p=7&d_mlp=16&steps=40');
	const alert = page.getByRole('alert');
	await expect(alert).toHaveAttribute('data-error', 'no-webgpu');
	await expect(alert).toContainText('This browser has no WebGPU');
	await alert.getByRole('button', { name: 'Train on the CPU instead' }).click();
	await expect(alert).toBeHidden();
	await expect(page.getByRole('main')).toHaveAttribute('data-backend', 'reference');
	await page.getByRole('button', { name: 'Train', exact: true }).click();
	await expect(page.getByRole('main')).toHaveAttribute('data-step', '40');
	await expect(page.getByRole('main')).toHaveAttribute('data-state', 'paused');
});

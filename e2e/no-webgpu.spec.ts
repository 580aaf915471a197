import { expect, test, type Page } from 'playwright/test';

/** Runs a script in the training worker before its own: no browser flag takes WebGPU from a worker. */
async function prepareWorker(page: Page, script: string): Promise<void> {
	await page.route(/lab\.worker/, async (route) => {
		const response = await route.fetch();
		await route.fulfill({ response, body: `${script}\n${await response.text()}` });
	});
}

test('without WebGPU the page says so, and trains on the CPU when asked', async ({ page }) => {
	await prepareWorker(page, 'delete WorkerNavigator.prototype.gpu;');
	await page.goto('/');
	const alert = page.getByRole('alert');
	const main = page.getByRole('main');
	await expect(alert).toHaveAttribute('data-error', 'no-webgpu');
	await expect(alert).toContainText('This browser has no WebGPU');
	await alert.getByRole('button', { name: 'Train on the CPU instead' }).click();
	await expect(alert).toBeHidden();
	await expect(main).toHaveAttribute('data-backend', 'reference');
	await page.getByRole('button', { name: 'Train', exact: true }).click();
	await expect(main).not.toHaveAttribute('data-step', '0');
	await page.getByRole('button', { name: 'Pause' }).click();
	await expect(main).toHaveAttribute('data-state', 'paused');
});

test('with WebGPU but no adapter the page says which of the two is missing', async ({ page }) => {
	await prepareWorker(page, 'GPU.prototype.requestAdapter = async () => null;');
	await page.goto('/');
	const alert = page.getByRole('alert');
	await expect(alert).toHaveAttribute('data-error', 'no-adapter');
	await expect(alert).toContainText('No graphics adapter was found');
	await expect(alert.getByRole('button', { name: 'Try again' })).toBeEnabled();
});

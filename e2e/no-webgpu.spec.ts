import { expect } from 'playwright/test';
import {
	openLab,
	pauseTraining,
	runOf,
	RUN_TIMEOUT_MS,
	startTraining,
	visit
} from './support/lab-page.ts';
import { test } from './support/own-browser.ts';
import { patchWorker } from './support/patch-worker.ts';

test('without WebGPU the page says what to do, and memorizes on the CPU on request', async ({
	page
}) => {
	await patchWorker(page, (script) => `delete WorkerNavigator.prototype.gpu;\n${script}`);
	await visit(page);
	const alert = page.getByRole('alert');
	await expect(alert).toHaveAttribute('data-error', 'no-webgpu');
	await expect(alert).toContainText('This browser has no WebGPU');
	await expect(alert).toContainText('navigator.gpu is missing');
	// Chromium needs different things on Linux, Windows and Mac.
	await expect(alert).toContainText(/chrome:\/\/(flags|settings\/system)/);
	await alert.getByRole('button', { name: 'Train on the CPU instead' }).click();
	await expect(alert).toBeHidden();
	await expect(runOf(page)).toHaveAttribute('data-backend', 'reference');
	await expect(page.getByRole('banner')).toContainText('float64');
	await startTraining(page);
	const phases = page.getByRole('region', { name: 'Phases' });
	await expect(phases.getByText(/^memorized \d/)).toBeVisible({ timeout: RUN_TIMEOUT_MS });
	await pauseTraining(page);
	await expect(page.getByRole('img', { name: /^Accuracy/ })).toHaveAccessibleName(
		/train (99\.\d\d|100\.00)\s%/
	);
});

test('with WebGPU but no adapter the page says which of the two is missing', async ({
	openAlone
}) => {
	// Without these flags the headless browser has WebGPU but, on a machine without a GPU, no
	// adapter.
	const { page } = await openAlone((args) => [
		...args.filter((arg) => !arg.includes('webgpu')),
		'--disable-gpu',
		'--disable-software-rasterizer'
	]);
	await visit(page, 'v=1&preset=quick-start');
	const alert = page.getByRole('alert');
	await expect(alert).toHaveAttribute('data-error', 'no-adapter');
	await expect(alert).toContainText('No graphics adapter was found');
	await expect(alert.getByRole('button', { name: 'Train on the CPU instead' })).toBeEnabled();
	await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeDisabled();
});

test('an adapter that was missing for a while is found by Try again', async ({ page }) => {
	await patchWorker(
		page,
		(script) => `GPU.prototype.requestAdapter = async () => null;\n${script}`
	);
	await visit(page, 'v=1&preset=quick-mlp');
	const alert = page.getByRole('alert');
	await expect(alert).toHaveAttribute('data-error', 'no-adapter');
	await page.unrouteAll();
	await alert.getByRole('button', { name: 'Try again' }).click();
	await expect(runOf(page)).toHaveAttribute('data-state', 'ready');
	await expect(alert).toBeHidden();
});

test('on a software adapter the page opens the cheapest run and says so', async ({ page }) => {
	await openLab(page);
	await expect(runOf(page)).toHaveAttribute('data-backend', 'software');
	await expect(page.getByLabel('Preset', { exact: true })).toHaveValue('quick-mlp');
	await expect(page.getByText('This adapter computes on the CPU')).toBeVisible();
});

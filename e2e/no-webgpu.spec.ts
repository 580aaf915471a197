import { expect, type Page } from 'playwright/test';
import {
	linkOf,
	openDevice,
	openLab,
	runOf,
	RUN_TIMEOUT_MS,
	startTraining,
	stepOf,
	trainOn,
	visit,
	waitForStep
} from './support/lab-page.ts';
import { test } from './support/own-browser.ts';
import { patchWorker } from './support/patch-worker.ts';

const backendOf = (page: Page) => page.getByRole('combobox', { name: 'Training on' });
/** A question over the page. */
const questionOf = (page: Page, words: string | RegExp) =>
	page.getByRole('status').filter({ hasText: words });

test('without WebGPU the page opens a transformer on the CPU, says what is missing, and trains', async ({
	page
}) => {
	await patchWorker(page, (script) => `delete WorkerNavigator.prototype.gpu;\n${script}`);
	await openLab(page);
	await expect(runOf(page)).toHaveAttribute('data-backend', 'wasm');
	await expect(page.getByLabel('Preset', { exact: true })).toHaveValue('quick-transformer');
	const note = await openDevice(page);
	await expect(backendOf(page).locator('option:checked')).toHaveText('the CPU with WebAssembly');
	await expect(note).toContainText('This browser has no WebGPU');
	// Chromium needs different things on Linux, Windows and Mac.
	await expect(note).toContainText(/chrome:\/\/(flags|settings\/system)/);
	await expect(page.getByText(/In 23 of 24 trials .* At this speed: in \d/)).toBeVisible();
	await expect(note).toContainText(/MB of WebAssembly memory/);
	await expect(page.getByRole('button', { name: 'Play the recorded run' })).toBeVisible();
	await startTraining(page);
	const phases = page.getByRole('region', { name: 'Phases' });
	await expect(phases.getByText(/memorized \d/)).toBeVisible({ timeout: RUN_TIMEOUT_MS });
});

test('with WebGPU but no adapter the CPU trains, and a chosen GPU is named as missing', async ({
	openAlone
}) => {
	// Without these flags the headless browser has WebGPU but, on a machine without a GPU, no
	// adapter.
	const { page } = await openAlone((args) => [
		...args.filter((arg) => !arg.includes('webgpu')),
		'--disable-gpu',
		'--disable-software-rasterizer'
	]);
	await openLab(page, 'v=1&preset=quick-mlp');
	await expect(runOf(page)).toHaveAttribute('data-backend', 'wasm');
	await expect(await openDevice(page)).toContainText('WebGPU finds no GPU here');
	await trainOn(page, 'webgpu');
	const alert = page.getByRole('alert');
	await expect(alert).toHaveAttribute('data-error', 'no-adapter');
	await expect(alert).toContainText('No graphics adapter was found');
	await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeDisabled();
	await alert.getByRole('button', { name: 'Train on the CPU instead' }).click();
	await expect(alert).toBeHidden();
	await expect(runOf(page)).toHaveAttribute('data-state', 'ready');
	expect(linkOf(page).get('preset')).toBe('quick-mlp');
});

test('a GPU that was missing for a while is found when the user asks again', async ({ page }) => {
	await patchWorker(
		page,
		(script) => `GPU.prototype.requestAdapter = async () => null;\n${script}`
	);
	await openLab(page, 'v=1&preset=quick-mlp');
	const note = await openDevice(page);
	await expect(note).toContainText('WebGPU finds no GPU here');
	await page.unrouteAll();
	await note.getByRole('button', { name: 'Look for a GPU again' }).click();
	await expect(runOf(page)).toHaveAttribute('data-state', 'ready');
	await expect(await openDevice(page)).toContainText(/WebGPU has no GPU here, only .*swiftshader/i);
});

test('on a software adapter the page trains in WebAssembly, opens a quick run and says so', async ({
	page
}) => {
	await openLab(page);
	await expect(runOf(page)).toHaveAttribute('data-backend', 'wasm');
	await expect(page.getByLabel('Preset', { exact: true })).toHaveValue('quick-transformer');
	const note = await openDevice(page);
	await expect(note).toContainText(/WebGPU has no GPU here, only .*swiftshader/i);
	await expect(note).toContainText('The page opened a run that groks within a minute');
	await page.keyboard.press('Escape');
	await expect(note).toBeHidden();
});

test('where a policy refuses WebAssembly, the reference trains and the page says why', async ({
	page,
	baseURL
}) => {
	await page.route(`${baseURL ?? ''}/`, async (route) => {
		const response = await route.fetch();
		const body = (await response.text()).replace(' &#39;wasm-unsafe-eval&#39;', '');
		await route.fulfill({ response, body });
	});
	await openLab(page, 'v=1&preset=quick-mlp&p=7&frac_train=0.6&steps=2000000');
	await expect(runOf(page)).toHaveAttribute('data-backend', 'reference');
	const note = await openDevice(page);
	await expect(note).toContainText('WebAssembly cannot be used');
	await expect(note).toContainText('a policy of the page');
	await startTraining(page);
	await expect.poll(() => stepOf(page)).toBeGreaterThan(0);
});

test('another backend starts the run again, with consent where steps would be lost; the link stays', async ({
	page
}) => {
	await visit(page, 'v=1&preset=quick-mlp&seed=3&steps=2000000');
	await startTraining(page);
	await waitForStep(page, 20);
	await trainOn(page, 'webgpu');
	const question = questionOf(page, 'the run starts again');
	await expect(question).toContainText(/ends at step \d+ and stays as a faint curve/);
	await question.getByRole('button', { name: 'Keep this run' }).click();
	await expect(question).toBeHidden();
	await expect(runOf(page)).toHaveAttribute('data-backend', 'wasm');
	await trainOn(page, 'reference');
	await question.getByRole('button', { name: 'Start again' }).click();
	await expect(runOf(page)).toHaveAttribute('data-backend', 'reference');
	await expect(runOf(page)).toHaveAttribute('data-state', 'ready');
	await expect(runOf(page)).toHaveAttribute('data-step', '0');
	expect(linkOf(page).toString()).toBe('v=1&preset=quick-mlp&seed=3&steps=2000000');
});

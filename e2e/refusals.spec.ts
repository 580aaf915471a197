import { expect, test } from 'playwright/test';
import {
	linkOf,
	openFailure,
	openLab,
	openTab,
	runOf,
	startTraining,
	stepOf,
	trainOn,
	visit,
	waitForStep
} from './support/lab-page.ts';
import { patchShaders } from './support/patch-worker.ts';

test('a size beyond the limits of the adapter is refused before training, with the number', async ({
	page
}) => {
	await visit(page, 'v=1&preset=quick-start&p=401&d_mlp=16384');
	const alert = page.getByRole('alert');
	await expect(alert).toHaveAttribute('data-error', 'size-limit');
	await expect(alert).toContainText('Choose a smaller prime or a narrower model');
	await openFailure(page);
	await expect(alert).toContainText(/needs \d+\.\d MiB, and one buffer may have 128\.0 MiB/);
	await expect(runOf(page)).toHaveAttribute('data-step', '0');
	await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeDisabled();
	await expect(page.getByText('not in 0 steps')).toHaveCount(0);
	await expect(alert).not.toContainText(/adapter|WebGPU/);
	await alert.getByRole('button', { name: 'Go back to the preset' }).click();
	await expect(runOf(page)).toHaveAttribute('data-state', 'ready');
	await expect(page.getByRole('spinbutton', { name: 'Prime p' })).toHaveValue('31');
});

test('after a refused size a smaller prime can train', async ({ page }) => {
	await visit(page, 'v=1&preset=quick-mlp&p=997&steps=2000000');
	await expect(page.getByRole('alert')).toHaveAttribute('data-error', 'size-limit');
	const field = page.getByRole('spinbutton', { name: 'Prime p' });
	await field.fill('13');
	await field.press('Enter');
	await startTraining(page);
	await expect(page.getByRole('alert')).toBeHidden();
	await expect.poll(() => stepOf(page)).toBeGreaterThan(0);
});

test('a loss that is no longer a number ends the run at a named step, with a remedy', async ({
	page
}) => {
	// With learning rate x weight decay = 3 every update multiplies the weights by -2.
	await openLab(page, 'v=1&preset=quick-mlp&lr=3&steps=2000000');
	await page.getByRole('button', { name: 'Train', exact: true }).click();
	const alert = page.getByRole('alert');
	await expect(alert).toHaveAttribute('data-error', 'non-finite-loss');
	await expect(alert).toContainText('The loss is no longer a number');
	await openFailure(page);
	await expect(alert).toContainText(/the train loss is (NaN|-?Infinity) at step \d+/);
	const failedAt = Number(/at step (\d+):/.exec(await alert.innerText())?.[1]);

	await alert.getByRole('button', { name: 'Restart with a third of the learning rate' }).click();
	await expect(alert).toBeHidden();
	await waitForStep(page, failedAt + 10);
	await expect(runOf(page)).toHaveAttribute('data-state', 'training');
	await expect.poll(() => linkOf(page).get('lr')).toBe('1');
});

test('a failure takes the place of the story on every tab, and moves nothing', async ({ page }) => {
	await openLab(page, 'v=1&preset=quick-mlp&lr=3&steps=2000000');
	const card = page.getByRole('region', { name: 'Course of the run' });
	const before = await card.boundingBox();
	await page.getByRole('button', { name: 'Train', exact: true }).click();
	const alert = page.getByRole('alert');
	await expect(alert).toHaveAttribute('data-error', 'non-finite-loss');
	expect(await card.boundingBox()).toEqual(before);
	await expect(page.getByText('The loss is no longer a number')).toHaveCount(1);
	for (const tab of ['Measures', 'Inside'] as const) {
		await openTab(page, tab);
		await expect(alert.getByRole('button', { name: 'Start again' })).toBeInViewport({ ratio: 1 });
	}
});

test('weight decay that makes the weights grow is named, with a value that does not', async ({
	page
}) => {
	await openLab(page, 'v=1&preset=quick-mlp&weight_decay=1000');
	await page.getByRole('button', { name: 'Train', exact: true }).click();
	const alert = page.getByRole('alert');
	await expect(alert).toContainText('The weight decay is too high for the learning rate');
	await expect(alert).toContainText('multiplies all weights by 1 − 10 = −9');
	await expect(alert.getByRole('button', { name: /third of the learning rate/ })).toHaveCount(0);
	await alert.getByRole('button', { name: 'Restart with weight decay 1' }).click();
	await expect(alert).toBeHidden();
	await waitForStep(page, 20);
	await expect.poll(() => linkOf(page).has('weight_decay')).toBe(false);
});

test('a kernel that does not compile is named, with the message of the compiler', async ({
	page
}) => {
	await patchShaders(page, (script) => script.replaceAll('fn adamw_update(', 'fn adamw_update(,'));
	await openLab(page, 'v=1&preset=quick-mlp&steps=2000000');
	await trainOn(page, 'webgpu');
	const alert = page.getByRole('alert');
	await expect(alert).toHaveAttribute('data-error', 'shader-compilation');
	await openFailure(page);
	await expect(alert).toContainText('cannot compile the kernel "adamw-update"');
	await alert.getByText('Details for a bug report').click();
	await expect(alert.locator('pre')).toContainText(/error \d+:\d+/);
	await alert.getByRole('button', { name: 'Train on the CPU instead' }).click();
	await expect(runOf(page)).toHaveAttribute('data-backend', 'wasm');
	await expect(runOf(page)).toHaveAttribute('data-state', 'ready');
	await startTraining(page);
	await expect.poll(() => stepOf(page)).toBeGreaterThan(0);
});

test('a GPU that computes wrong numbers is refused by the self-test', async ({ page }) => {
	await patchShaders(page, (script) => script.replace(/fn adamw_update\([^{]*\{/, '$& return;'));
	await openLab(page, 'v=1&preset=quick-mlp');
	await trainOn(page, 'webgpu');
	const alert = page.getByRole('alert');
	await expect(alert).toHaveAttribute('data-error', 'gpu-error');
	await openFailure(page);
	await expect(alert).toContainText(/computes wrongly: a small training step is off by/);
});

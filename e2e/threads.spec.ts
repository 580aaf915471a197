import { expect, test, type Page } from 'playwright/test';
import { serveFrames } from './support/frame-server.ts';
import { exportMetrics, openLab, runOf, trainToBudget } from './support/lab-page.ts';
import { columnOf } from './support/metrics-csv.ts';

const RUN = 'v=1&preset=quick-mlp&steps=100';

/** Trains in WebAssembly. @returns the workers before it, and the losses */
async function train(page: Page) {
	await expect(runOf(page)).toHaveAttribute('data-backend', 'wasm');
	// Views and settled measures, which begin later, have threads of their own.
	const workers = page.workers().length;
	await trainToBudget(page);
	const metrics = await exportMetrics(page);
	return { workers, losses: columnOf(metrics, 'train_loss') };
}

test('an isolated page shares a step among threads; another has one and the same bits', async ({
	page
}) => {
	await openLab(page, RUN);
	expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
	const cores = await page.evaluate(() => navigator.hardwareConcurrency);
	const isolated = await train(page);
	// The worker that trains is one of the threads.
	expect(isolated.workers).toBe(Math.min(8, cores > 2 ? cores - 1 : cores));

	const server = await serveFrames({ isOpenToAll: false });
	try {
		await page.goto(`${server.page}#${RUN}`);
		await expect(runOf(page)).toHaveAttribute('data-state', 'ready');
		expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
		const plain = await train(page);
		expect(plain.workers).toBe(1);
		expect(plain.losses).toEqual(isolated.losses);
	} finally {
		server.close();
	}
});

import { expect, test, type Page } from 'playwright/test';
import { serveFrames } from './support/frame-server.ts';
import { exportMetrics, openLab, runOf, trainToBudget } from './support/lab-page.ts';
import { columnOf } from './support/metrics-csv.ts';

const RUN = 'v=1&preset=quick-mlp&steps=100';

/** Trains in WebAssembly with a number of threads. @returns the losses */
async function lossesOn(page: Page, threads: number) {
	await expect(runOf(page)).toHaveAttribute('data-backend', 'wasm');
	// Run and live table of answers have threads of their own, beside the worker of both.
	await expect.poll(() => page.workers().length).toBe(1 + 2 * (threads - 1));
	await trainToBudget(page);
	return columnOf(await exportMetrics(page), 'train_loss');
}

test('an isolated page shares a step among threads; another has one and the same bits', async ({
	page
}) => {
	await openLab(page, RUN);
	expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
	const cores = await page.evaluate(() => navigator.hardwareConcurrency);
	// The worker that trains is one of the threads.
	const isolated = await lossesOn(page, Math.min(8, cores > 2 ? cores - 1 : cores));

	const server = await serveFrames({ isOpenToAll: false });
	try {
		await page.goto(`${server.page}#${RUN}`);
		await expect(runOf(page)).toHaveAttribute('data-state', 'ready');
		expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
		expect(await lossesOn(page, 1)).toEqual(isolated);
	} finally {
		server.close();
	}
});

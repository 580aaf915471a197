import { expect, test } from 'playwright/test';
import { differentColumns, GOLDEN_LINK } from '../support/golden-metrics.ts';
import { exportMetrics, openLab, press, runAttribute, waitForRun } from './support/firefox-page.ts';
import { openFirefox } from './support/open-firefox.ts';

test('metrics of a run in WebAssembly on threads have the same bits as in Node', async () => {
	const firefox = await openFirefox();
	const { page, complaints } = await firefox.newPage();
	await openLab(page, GOLDEN_LINK);
	const cores = await page.evaluate(() => navigator.hardwareConcurrency);
	const threads = Math.min(8, cores > 2 ? cores - 1 : cores);
	// Run and live table have threads of their own, beside the worker of both.
	await expect.poll(() => page.workers().length).toBe(1 + 2 * (threads - 1));
	await press(page, 'Train');
	await waitForRun(page, '[data-reason="budget"]');
	expect(await runAttribute(page, 'backend')).toBe('wasm');
	const metrics = await exportMetrics(page, firefox.downloads);
	await firefox.close();
	expect(differentColumns(metrics)).toEqual([]);
	expect(complaints).toEqual([]);
});

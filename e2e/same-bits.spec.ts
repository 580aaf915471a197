import { expect, test } from 'playwright/test';
import { differentColumns, GOLDEN_LINK } from './support/golden-metrics.ts';
import { metricsOfRun, openLab, runOf } from './support/lab-page.ts';

test('metrics of a run in WebAssembly have the same bits as in Node', async ({ page }) => {
	const metrics = await metricsOfRun(page, GOLDEN_LINK, openLab);
	await expect(runOf(page)).toHaveAttribute('data-backend', 'wasm');
	expect(differentColumns(metrics)).toEqual([]);
});

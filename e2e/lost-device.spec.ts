import { expect, type Browser, type JSHandle, type Page } from 'playwright/test';
import {
	exportMetrics,
	metricsOfRun,
	openFailure,
	openOnWebGpu,
	pauseTraining,
	runOf,
	startTraining,
	stepOf,
	waitForBudget,
	waitForCheckpoint,
	waitForStep
} from './support/lab-page.ts';
import type { Metrics } from './support/metrics-csv.ts';
import { test } from './support/own-browser.ts';

/** Long enough that steps remain after the first checkpoint, on a fast machine too. */
const LINK = 'v=1&preset=quick-mlp&steps=500';
/** The limit for "at least every few seconds". */
const CHECKPOINT_EVERY_MS = 5000;

/** Kills the browser's GPU process, which all its pages share. */
async function crashGpuProcess(browser: Browser): Promise<void> {
	const session = await browser.newBrowserCDPSession();
	// It answers only once the process is gone, and not always.
	session.send('Browser.crashGpuProcess').catch(() => undefined);
}

interface Sample {
	readonly step: number;
	readonly atMs: number;
}

/** Notes the time of each step that the page receives. */
function followSteps(page: Page): Promise<JSHandle<Sample[]>> {
	return runOf(page).evaluateHandle((main) => {
		const samples: Sample[] = [];
		new MutationObserver(() => {
			samples.push({ step: Number(main.dataset['step']), atMs: performance.now() });
		}).observe(main, { attributeFilter: ['data-step'] });
		return samples;
	});
}

let uninterrupted: Metrics;

test.beforeAll(async ({ browser }) => {
	const page = await browser.newPage();
	uninterrupted = await metricsOfRun(page, LINK, openOnWebGpu);
	await page.close();
});

test('a run that loses the GPU process recovers, marks it, and ends bit for bit the same', async ({
	openAlone
}) => {
	const { page, browser } = await openAlone();
	await openOnWebGpu(page, LINK);
	await startTraining(page);
	await waitForCheckpoint(page);
	await crashGpuProcess(browser);
	await expect(runOf(page)).toHaveAttribute('data-state', 'recovering');
	await expect(page.getByRole('status').filter({ hasText: 'lost at step' })).toContainText(
		'Resuming from the last checkpoint, attempt 1 of 3'
	);
	await expect(runOf(page)).toHaveAttribute('data-state', 'training');
	const mark = /step (\d+): device lost, resumed from (\d+)/;
	const loss = page.getByRole('img', { name: /^Loss over steps/ });
	await expect(loss).toHaveAccessibleName(mark);
	await waitForBudget(page);

	const [, lostAt, resumedFrom] = mark.exec((await loss.getAttribute('aria-label')) ?? '') ?? [];
	expect(Number(resumedFrom)).toBeGreaterThan(0);
	expect(Number(resumedFrom)).toBeLessThanOrEqual(Number(lostAt));
	expect((await exportMetrics(page)).text).toBe(uninterrupted.text);
});

test('a GPU process lost during a pause is replaced when the run continues', async ({
	openAlone
}) => {
	const { page, browser } = await openAlone();
	await openOnWebGpu(page, LINK);
	await startTraining(page);
	await waitForStep(page, 20);
	await pauseTraining(page);
	await crashGpuProcess(browser);
	await page.getByRole('button', { name: 'Continue', exact: true }).click();
	await waitForBudget(page);
	expect((await exportMetrics(page)).text).toBe(uninterrupted.text);
});

test('a worker that ends silently is noticed, and at most a few seconds are lost', async ({
	page
}) => {
	await openOnWebGpu(page, LINK);
	const followed = await followSteps(page);
	await startTraining(page);
	await waitForCheckpoint(page);
	const [worker] = page.workers();
	const endedMs = await page.evaluate(() => performance.now());
	// A worker killed for its memory looks like this to the page: no error event, no message.
	await worker?.evaluate(() => {
		self.close();
	});
	const alert = page.getByRole('alert');
	await expect(alert).toHaveAttribute('data-error', 'worker-crashed');
	await expect(alert).toContainText('The training worker stopped');
	await expect(runOf(page)).toHaveAttribute('data-state', 'failed');
	const resume = alert.getByRole('button', { name: /^Resume from step/ });
	const checkpointStep = Number(/\d+/.exec(await resume.innerText())?.[0]);
	expect(checkpointStep).toBeGreaterThan(0);
	const samples = await followed.jsonValue();
	const reached = samples.find(({ step }) => step >= checkpointStep);
	expect(endedMs - (reached?.atMs ?? 0)).toBeLessThan(CHECKPOINT_EVERY_MS);

	await resume.click();
	await waitForBudget(page);
	await expect(alert).toBeHidden();
	expect((await exportMetrics(page)).text).toBe(uninterrupted.text);
});

test('a worker that throws ends in a named state with its message and a remedy', async ({
	page
}) => {
	await openOnWebGpu(page, LINK);
	await startTraining(page);
	await waitForStep(page, 20);
	await page.workers()[0]?.evaluate(() => {
		setTimeout(() => {
			throw new Error('a mistake in the worker');
		});
	});
	const alert = page.getByRole('alert');
	await expect(alert).toHaveAttribute('data-error', 'worker-crashed');
	await openFailure(page);
	await expect(alert).toContainText('a mistake in the worker');
	await expect(alert).toContainText(/The run had reached step \d+/);
	await alert.getByRole('button', { name: 'Start again' }).click();
	await expect(runOf(page)).toHaveAttribute('data-state', 'training');
	await expect.poll(() => stepOf(page)).toBeGreaterThan(0);
});

test('a device lost again and again ends in a named state with a remedy', async ({ openAlone }) => {
	// After several crashes in a row Chromium blocks the GPU for a page, and then for all pages.
	const { page, browser } = await openAlone((args) => [
		...args,
		'--disable-gpu-process-crash-limit',
		'--disable-domain-blocking-for-3d-apis'
	]);
	await openOnWebGpu(page, 'v=1&preset=quick-mlp');
	await startTraining(page);
	// Without a checkpoint after step 0 the page offers a new start instead of resuming.
	await waitForCheckpoint(page);
	const run = runOf(page);
	const status = page.getByRole('status').filter({ hasText: 'Resuming from the last checkpoint' });
	for (const attempt of [1, 2, 3]) {
		await crashGpuProcess(browser);
		await expect(status).toContainText(`attempt ${String(attempt)} of 3`);
		// Crashes again before the new device has made a checkpoint.
		await expect
			.poll(() => run.getAttribute('data-state'), { timeout: 30_000, intervals: [50] })
			.toBe('training');
	}
	await crashGpuProcess(browser);
	const alert = page.getByRole('alert');
	await expect(alert).toHaveAttribute('data-error', 'device-lost');
	await expect(alert).toContainText('several times in a row');
	await alert.getByRole('button', { name: /^Resume from step/ }).click();
	await expect(run).toHaveAttribute('data-state', 'training');
	const resumedAt = await stepOf(page);
	await waitForStep(page, resumedAt + 5);
});

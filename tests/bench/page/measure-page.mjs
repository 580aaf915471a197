import { mainThreadTasks } from './trace-tasks.mjs';

/**
 * @typedef {import('playwright').Browser} Browser
 * @typedef {import('playwright').Page} Page
 *
 * @typedef {object} Measurement
 * @property {string} preset
 * @property {string} adapter in the page's words
 * @property {number} stepsPerSecond over a fixed stretch of wall time
 * @property {number} fromStep
 * @property {number} toStep
 * @property {number} seconds
 * @property {number} dispatchesPerStep
 * @property {number} longestTaskMs of the main thread while it trains
 * @property {number} busyPercent of the main thread while it trains
 *
 * @typedef {object} ViewsMeasurement
 * @property {string} preset
 * @property {number} seconds of a turn
 * @property {{ readonly away: readonly number[],
 *   readonly inSight: readonly number[] }} stepsPerSecond by turn
 */

const READY_TIMEOUT_MS = 120_000;
const WARM_UP_MS = 3_000;
const WARM_UP_STEPS = 3;
/** So that no run ends while it is measured. */
const BUDGET = 10_000_000;
const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline'];

/**
 * @param {Page} page
 * @returns {Promise<{ readonly step: number, readonly nowMs: number }>}
 */
function progressOf(page) {
	return page.evaluate(() => ({
		step: Number(document.querySelector('main')?.dataset['step']),
		nowMs: performance.now()
	}));
}

/** The run can train, or cannot be trained. */
const SETTLED = 'main:is([data-state="ready"], [data-state="failed"])';

/**
 * Opens a preset on WebGPU, on a software adapter too, until it can train or says why not.
 * @param {Browser} browser
 * @param {string} address
 * @param {string} preset
 * @returns {Promise<{ readonly page: Page, readonly error: string | undefined }>}
 */
export async function openPreset(browser, address, preset) {
	const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
	await page.goto(`${address}#v=1&preset=${preset}&steps=${BUDGET}`);
	await page.locator(SETTLED).waitFor({ timeout: READY_TIMEOUT_MS });
	if ((await page.locator('main').getAttribute('data-backend')) === 'wasm') {
		await page.getByRole('combobox', { name: 'Training on' }).selectOption('webgpu');
		await page
			.locator('main[data-backend="software"][data-state="ready"], [role="alert"]')
			.waitFor({ timeout: READY_TIMEOUT_MS });
	}
	const alert = page.getByRole('alert');
	const error = await alert.getAttribute('data-error', { timeout: 100 }).catch(() => null);
	return { page, error: error ?? undefined };
}

/**
 * @param {Page} page
 * @param {number} seconds
 * @returns how far a run comes in such a time
 */
async function countSteps(page, seconds) {
	const from = await progressOf(page);
	await page.waitForTimeout(1000 * seconds);
	const to = await progressOf(page);
	const elapsedSeconds = (to.nowMs - from.nowMs) / 1000;
	return {
		fromStep: from.step,
		toStep: to.step,
		seconds: elapsedSeconds,
		stepsPerSecond: (to.step - from.step) / elapsedSeconds
	};
}

/**
 * @param {Page} page
 * @throws {Error} when it does not train
 */
async function startTraining(page) {
	await page.getByRole('button', { name: 'Train', exact: true }).click();
	await page.waitForFunction(
		(least) => Number(document.querySelector('main')?.dataset['step']) >= least,
		WARM_UP_STEPS,
		{ timeout: READY_TIMEOUT_MS }
	);
	await page.waitForTimeout(WARM_UP_MS);
}

/**
 * Trains a preset with views of the mechanism in sight, and without, in turns.
 * @param {Browser} browser
 * @param {string} address
 * @param {string} preset
 * @param {number} seconds of a turn
 * @param {number} turns of each
 * @returns {Promise<ViewsMeasurement>}
 * @throws {Error} when the preset cannot train
 */
export async function measureViews(browser, address, preset, seconds, turns) {
	const { page, error } = await openPreset(browser, address, preset);
	if (error !== undefined) throw new Error(`${preset}: expected a run, got "${error}"`);
	await startTraining(page);
	const view = page.locator('[data-view="embedding"]');
	// Their kernels are compiled before the first turn.
	await view.scrollIntoViewIfNeeded();
	await view.locator('svg, canvas').first().waitFor({ timeout: READY_TIMEOUT_MS });
	/** @type {Record<'away' | 'inSight', number[]>} */
	const stepsPerSecond = { away: [], inSight: [] };
	for (let turn = 0; turn < turns; turn++) {
		await page.evaluate(() => {
			window.scrollTo(0, 0);
		});
		stepsPerSecond.away.push((await countSteps(page, seconds)).stepsPerSecond);
		await view.scrollIntoViewIfNeeded();
		stepsPerSecond.inSight.push((await countSteps(page, seconds)).stepsPerSecond);
	}
	await page.close();
	return { preset, seconds, stepsPerSecond };
}

/**
 * Trains a preset and measures it.
 * @param {Browser} browser
 * @param {string} address
 * @param {string} preset
 * @param {number} seconds length of the stretch that steps are counted over, and again of the trace
 * @returns {Promise<Measurement>}
 * @throws {Error} when the preset cannot train
 */
export async function measurePreset(browser, address, preset, seconds) {
	const { page, error } = await openPreset(browser, address, preset);
	if (error !== undefined) throw new Error(`${preset}: expected a run, got "${error}"`);
	const words = await page.getByText(/dispatches per step/).innerText();
	await startTraining(page);
	const counted = await countSteps(page, seconds);

	// After the count, because a trace costs time of its own.
	await browser.startTracing(page, { categories: CATEGORIES });
	await page.waitForTimeout(1000 * seconds);
	const tasks = mainThreadTasks((await browser.stopTracing()).toString());
	const adapter = await page.getByRole('banner').locator('.adapter').innerText();
	await page.close();
	return {
		preset,
		adapter,
		...counted,
		dispatchesPerStep: Number(/(\d+) dispatches per step/.exec(words)?.[1]),
		longestTaskMs: tasks[0] ?? 0,
		busyPercent: (100 * tasks.reduce((sum, ms) => sum + ms, 0)) / (1000 * seconds)
	};
}

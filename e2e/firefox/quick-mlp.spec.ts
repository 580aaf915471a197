import { expect, test } from 'playwright/test';
import type { Page } from 'puppeteer-core';
import { readNumber } from '../../src/config/number-text.ts';
import { columnOf, firstStepAt, type Metrics } from '../support/metrics-csv.ts';
import {
	exportMetrics,
	openLab,
	openOnWebGpu,
	press,
	runAttribute,
	settingsOf,
	textsOf,
	viewOf,
	waitForRun
} from './support/firefox-page.ts';
import { openFirefox, type OpenFirefox } from './support/open-firefox.ts';

const P = 31;
const PAIRS = P * P;
const GROKKED = 0.99;
/** The worker refuses an adapter with a larger error; in float32 a step has about 3e-7. */
const SELF_TEST_LIMIT = 1e-4;
const VIEW_TIMEOUT_MS = 60_000;

/** "test, right 481" as ["test, right", 481]. */
function countIn(text: string): readonly [string, number] {
	const [, label = '', count] = /^(.*\D)(\d+)$/.exec(text.replace(/(\d)\s(?=\d)/g, '$1')) ?? [];
	return [label.trim(), Number(count)];
}

let firefox: OpenFirefox;
test.beforeAll(async () => {
	firefox = await openFirefox();
});
test.afterAll(() => firefox.close());

test.describe('quick-mlp in Firefox', () => {
	let page: Page;
	let complaints: readonly string[];
	let metrics: Metrics;

	test.beforeAll(async () => {
		({ page, complaints } = await firefox.newPage());
		// Grokking is judged on the non-mirrored pairs; in this network the mirrored ones follow a
		// little later.
		await openOnWebGpu(page, 'v=1&preset=quick-mlp&steps=1000');
		await press(page, 'Train');
		await waitForRun(page, '[data-phase="grokked"]');
		await waitForRun(page, '[data-state="paused"]');
		metrics = await exportMetrics(page, firefox.downloads);
	});

	test('the page trains on WebGPU, its self-test passes', async () => {
		expect(['gpu', 'software']).toContain(await runAttribute(page, 'backend'));
		await page.locator('header .fact').click();
		await page.waitForSelector('header .content');
		const words = await page.$eval('header .content', (element) => element.textContent);
		await page.keyboard.press('Escape');
		const [, error = ''] = /a training step within (.+?) of float64/.exec(words) ?? [];
		expect(readNumber(error, false).value, words).toBeLessThan(SELF_TEST_LIMIT);
	});

	test('it has memorized before it groks, and answers pairs that it never saw', () => {
		const memorizedAt = firstStepAt(metrics, 'evaluated_train_accuracy', GROKKED);
		const grokkedAt = firstStepAt(metrics, 'non_mirrored_accuracy', GROKKED);
		expect(memorizedAt).toBeLessThan(100);
		expect(grokkedAt).toBeGreaterThan(2 * memorizedAt);
		expect(grokkedAt).toBeLessThan(1500);
		for (const column of ['test_accuracy', 'non_mirrored_accuracy', 'mirrored_accuracy']) {
			expect(Number(columnOf(metrics, column).at(-1)), column).toBeGreaterThanOrEqual(GROKKED);
		}
	});

	test('no step is lost between the batches', () => {
		const steps = columnOf(metrics, 'step').map(Number);
		expect(steps).toEqual(steps.map((_, i) => i));
	});

	test('the truth table counts every pair once and agrees with the accuracies', async () => {
		const table = await viewOf(page, { id: 'truth-table', title: 'Truth table' });
		await table.waitForSelector('[role="img"][aria-label^="Right and wrong"]', {
			timeout: VIEW_TIMEOUT_MS
		});
		const counts = Object.fromEntries((await textsOf(table, 'dl > div')).map(countIn));
		const [trainRight, trainWrong, testRight, testWrong] = [
			'shown, right',
			'shown, wrong',
			'never shown, right',
			'never shown, wrong'
		].map((label) => counts[label] ?? Number.NaN);
		expect(Number(trainRight) + Number(trainWrong)).toBe(Math.floor(PAIRS / 2));
		expect(Number(testRight) + Number(testWrong)).toBe(Math.ceil(PAIRS / 2));
		expect(trainWrong).toBe(0);
		expect(Number(testRight) / Math.ceil(PAIRS / 2)).toBeGreaterThanOrEqual(GROKKED);
	});

	test('the answer to one pair is its sum', async () => {
		const answer = await viewOf(page, { id: 'answer', title: 'One answer' });
		await answer.waitForSelector('table', { timeout: VIEW_TIMEOUT_MS });
		const [title = ''] = await textsOf(answer, '.pictures h4, .pictures h5, .pictures caption');
		const [, a, b] = /\((\d+), (\d+)\)/.exec(title) ?? [];
		const [largest = ''] = await textsOf(answer, 'tbody tr');
		expect(largest, title).toMatch(
			new RegExp(`^${String((Number(a) + Number(b)) % P)} \\(right\\)`)
		);
	});

	test('there were no errors and no console messages', () => {
		expect(complaints).toEqual([]);
	});
});

test('the share link opens again with the same settings', async () => {
	const { page, complaints } = await firefox.newPage();
	await openLab(page, 'v=1&preset=quick-mlp&p=23&weight_decay=0.5&seed=7&steps=60');
	await press(page, 'Share');
	const link = await page.$eval('::-p-aria([name="Link"][role="textbox"])', (field) =>
		field instanceof HTMLInputElement ? field.value : ''
	);
	await press(page, 'Copy link');
	// Copied if Firefox allows it, else selected for the keyboard; the dialog says which.
	await page.waitForFunction(() =>
		/Copied|is selected/.test(document.querySelector('dialog [role="status"]')?.textContent ?? '')
	);
	const settings = await settingsOf(page);
	expect(settings).toContain('param-p=23');
	expect(settings.length).toBeGreaterThan(15);
	expect(new URL(link).hash).toContain('weight_decay=0.5');

	const other = await firefox.newPage();
	await openLab(other.page, new URL(link).hash.slice(1));
	expect(await settingsOf(other.page)).toEqual(settings);
	expect([...complaints, ...other.complaints]).toEqual([]);
});

test('rejections and console errors of a page in Firefox are collected', async () => {
	const { page, complaints } = await firefox.newPage();
	await page.evaluate(() => {
		console.error('a complaint');
		void Promise.reject(new Error('a rejection'));
	});
	await expect.poll(() => complaints.join()).toContain('a rejection');
	expect(complaints.join()).toContain('a complaint');
});

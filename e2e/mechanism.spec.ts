import { readFile } from 'node:fs/promises';
import { expect, test, type Locator, type Page } from 'playwright/test';
import { collectComplaints, openLab, startTraining, waitForBudget } from './support/lab-page.ts';
import { columnOf, parseMetrics, type Metrics } from './support/metrics-csv.ts';

/** Chance over the 32 outputs of p = 31, which phases are judged by; over the 31 answers, for ablated logits. */
const CHANCE = Math.log(32);
const CHANCE_OF_ANSWERS = Math.log(31);
const TENTH = 0.1;
const VIEW_TIMEOUT_MS = 60_000;

const numbers = (metrics: Metrics, name: string) => columnOf(metrics, name).map(Number);

/** The step of the smallest value; cells that are empty have none. */
function stepOfMinimum(metrics: Metrics, name: string): number {
	const filled = metrics.rows.filter((row) => row[name] !== '');
	const smallest = Math.min(...numbers(metrics, name));
	return Number(filled.find((row) => Number(row[name]) === smallest)?.['step']);
}

/** The first step from which a column stays below a level. */
function stepBelow(metrics: Metrics, name: string, level: number): number {
	const filled = metrics.rows.filter((row) => row[name] !== '');
	const last = filled.findLastIndex((row) => Number(row[name]) >= level);
	return Number(filled[last + 1]?.['step'] ?? Number.POSITIVE_INFINITY);
}

async function exportSettled(page: Page): Promise<Metrics> {
	const coming = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Export settled' }).click();
	return parseMetrics(await readFile(await (await coming).path(), 'utf8'));
}

/** The panel of a view, in sight, so that it is computed. */
async function viewOf(page: Page, title: string): Promise<Locator> {
	const panel = page.getByRole('article', { name: new RegExp(`^${title}`) });
	await panel.scrollIntoViewIfNeeded();
	return panel;
}

/** Test loss in a row of a table whose name begins so. */
async function testLossIn(panel: Locator, table: RegExp, row: RegExp): Promise<number> {
	const cells = panel.getByRole('group', { name: table }).getByRole('row', { name: row });
	await expect(cells.first()).toBeVisible({ timeout: VIEW_TIMEOUT_MS });
	return Number((await cells.first().getByRole('cell').nth(2).innerText()).trim());
}

test.describe('quick-start, looked into', () => {
	let page: Page;
	let complaints: readonly string[];
	let settled: Metrics;

	test.beforeAll(async ({ browser }) => {
		page = await browser.newPage();
		complaints = collectComplaints(page);
		await openLab(page, 'v=1&preset=quick-start&steps=700');
		await startTraining(page);
		await waitForBudget(page);
		settled = await exportSettled(page);
	});
	test.afterAll(() => page.close());

	test('the measures tell the story in the order of the paper', async () => {
		const memorizationEnds = stepOfMinimum(settled, 'excluded_loss');
		const formed = stepBelow(settled, 'restricted_loss', TENTH * CHANCE);
		// Test pairs whose mirror was trained on are answered early: what generalizing is, the others show.
		const general = stepBelow(settled, 'non_mirrored_loss', CHANCE);
		expect(memorizationEnds).toBeLessThanOrEqual(formed);
		expect(formed).toBeLessThanOrEqual(general);
		expect(general).toBeLessThan(700);
		// And it is visible: the phase has its place, the lines their last values.
		const strip = page.getByRole('region', { name: 'Phases' });
		await expect(strip.getByRole('button', { name: 'Circuit formation' })).toBeVisible();
		await expect(
			page.getByRole('img', { name: /^Progress measures over steps/ })
		).toHaveAccessibleName(/restricted \d.*excluded \d/);
	});

	test('without all key frequencies it is worse than chance, without as many others as good as ever', async () => {
		const panel = await viewOf(page, 'Ablation in the logits');
		const removed = /^Frequencies removed/;
		const whole = await testLossIn(panel, removed, /^none/);
		const without = await testLossIn(panel, removed, /^\d+(, \d+)+/);
		const control = await testLossIn(panel, removed, /random others, mean of 20/);
		expect(without).toBeGreaterThan(CHANCE_OF_ANSWERS);
		expect(control).toBeLessThan(0.1 * CHANCE_OF_ANSWERS);
		expect(whole).toBeLessThan(control);
		const alone = await testLossIn(panel, /^Frequencies kept alone/, /^\d+(, \d+)+/);
		expect(alone).toBeLessThan(whole);
	});

	test('a press on the truth table opens that answer, and the cosines add up at the right one', async () => {
		const table = await viewOf(page, 'Truth table');
		const grid = table.getByRole('img', { name: /^Right and wrong/ });
		await expect(grid).toBeVisible({ timeout: VIEW_TIMEOUT_MS });
		await grid.click({ position: { x: 60, y: 60 } });
		await table.getByRole('button', { name: 'One answer' }).click();
		const answer = await viewOf(page, 'One answer');
		await expect(answer.getByRole('group', { name: /^Largest for/ })).toContainText('(right)', {
			timeout: VIEW_TIMEOUT_MS
		});
	});

	test('scrubbed back before the transition, the pictures are of the weights of then', async () => {
		const panel = await viewOf(page, 'Embedding on its circles');
		await expect(panel.getByText('weights of step 700')).toBeVisible({ timeout: VIEW_TIMEOUT_MS });
		const slider = page.getByRole('slider', { name: 'Show the run at step' });
		await slider.press('Home');
		await expect(panel.getByText(/weights of step 0/)).toBeVisible({ timeout: VIEW_TIMEOUT_MS });
		await page.getByRole('button', { name: 'Live', exact: true }).click();
		await expect(panel.getByText('weights of step 700')).toBeVisible({ timeout: VIEW_TIMEOUT_MS });
	});

	test('nothing was thrown or complained of', () => {
		expect(complaints).toEqual([]);
	});
});

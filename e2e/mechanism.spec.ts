import { expect, test, type Locator, type Page } from 'playwright/test';
import {
	collectComplaints,
	exportSettled,
	openLab,
	openTab,
	openView,
	trainToBudget
} from './support/lab-page.ts';
import { columnOf, type Metrics } from './support/metrics-csv.ts';
import { memorizedIn, phaseBegan } from './support/phase-words.ts';
import { barsOf, powerOfStrongest } from './support/spectrum-words.ts';

const P = 31;
const BUDGET = 700;
/**
 * Chance level over all outputs with "=", by which phases are judged, and over the answers only,
 * for ablated logits.
 */
const CHANCE = Math.log(P + 1);
const CHANCE_OF_ANSWERS = Math.log(P);
const TENTH = 0.1;
const VIEW_TIMEOUT_MS = 60_000;

const numbers = (metrics: Metrics, name: string) => columnOf(metrics, name).map(Number);

/** The step with the smallest value; empty cells are skipped. */
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

/**
 * The curves of "How the cosines add up", read from the picture's label: the place and value of
 * each maximum.
 */
function curvesIn(words: string) {
	const [, list = '', marked] = /over answer c\. (.*)\. Marked: (\d+)$/.exec(words) ?? [];
	const curves = list.split('; ').map((curve) => {
		const [, label = '', at, value = ''] = /^(.+): largest at (\d+), (.+)$/.exec(curve) ?? [];
		return { label, at: Number(at), value: Number(value.replace('−', '-')) };
	});
	return { curves, marked: Number(marked) };
}

/** A number as the page writes it: 0.02310 or 3.214 × 10⁻⁷. */
function numberIn(words: string): number {
	const [, digits = '', power = ''] = /^([\d.]+)(?:\s*×\s*10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?$/.exec(words) ?? [];
	const exponent = [...power]
		.map((sign) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(sign))
		.map((d) => (d < 0 ? '-' : d));
	return Number(`${digits}e${exponent.length === 0 ? '0' : exponent.join('')}`);
}

/** Test loss in the table row whose name begins so. The tables are shown on request. */
async function testLossIn(panel: Locator, table: RegExp, row: RegExp): Promise<number> {
	const summaries = panel.locator('details:not([open]) > summary');
	const tables = panel.locator('details');
	await expect(tables.first()).toBeVisible({ timeout: VIEW_TIMEOUT_MS });
	while ((await summaries.count()) > 0) await summaries.first().click();
	const cells = panel.getByRole('group', { name: table }).getByRole('row', { name: row });
	await expect(cells.first()).toBeVisible({ timeout: VIEW_TIMEOUT_MS });
	return numberIn((await cells.first().getByRole('cell').nth(2).innerText()).trim());
}

test.describe('the mechanism of quick-start', () => {
	let page: Page;
	let complaints: readonly string[];
	let settled: Metrics;

	test.beforeAll(async ({ browser }) => {
		page = await browser.newPage();
		complaints = collectComplaints(page);
		await openLab(page, `v=1&preset=quick-start&steps=${String(BUDGET)}`);
		await trainToBudget(page);
		settled = await exportSettled(page);
	});
	test.afterAll(() => page.close());

	// Test loss over all pairs is not the last: in quick-start the mirrored pairs take it below
	// chance (step 115) before restricted loss is below a tenth of it (175). The non-mirrored pairs
	// show when the network generalizes.
	test('excluded loss has its minimum, restricted loss falls, non-mirrored test loss falls: in this order', () => {
		const memorizationEnds = stepOfMinimum(settled, 'excluded_loss');
		const formed = stepBelow(settled, 'restricted_loss', TENTH * CHANCE);
		const general = stepBelow(settled, 'non_mirrored_loss', CHANCE);
		expect(memorizationEnds).toBeLessThanOrEqual(formed);
		expect(formed).toBeLessThanOrEqual(general);
		expect(general).toBeLessThan(BUDGET);
	});

	test('the strip shows the phases in order, at the steps of the measures', async () => {
		await openTab(page, 'Curves');
		const circuit = await phaseBegan(page, 'Circuit formation');
		const cleanup = await phaseBegan(page, 'Cleanup');
		const grokked = await phaseBegan(page, 'Grokked');
		const began = [circuit, cleanup, grokked];
		for (const { after, by } of [await memorizedIn(page), ...began]) {
			expect(after).toBeLessThan(by);
		}
		for (const edge of ['after', 'by'] as const) {
			const steps = began.map((interval) => interval[edge]);
			expect(steps).toEqual(steps.toSorted((x, y) => x - y));
		}
		const minimum = stepOfMinimum(settled, 'excluded_loss');
		expect(circuit.after).toBeLessThanOrEqual(minimum);
		expect(minimum).toBeLessThanOrEqual(circuit.by);
		// Judged by test loss on the non-mirrored pairs. There are fewer snapshots than
		// evaluations.
		expect(cleanup.by).toBeLessThanOrEqual(stepBelow(settled, 'non_mirrored_loss', CHANCE));
		expect(cleanup.by).toBeGreaterThan(stepBelow(settled, 'test_loss', CHANCE));
		expect(grokked.by).toBeLessThan(BUDGET);
		await openTab(page, 'Measures');
		await expect(
			page.getByRole('img', { name: /^Progress measures over steps/ })
		).toHaveAccessibleName(/restricted \d.*excluded \d/);
	});

	test('without its key frequencies it is worse than chance; without as many others it is as good as before', async () => {
		const panel = await openView(page, 'Ablation in the logits');
		const removed = /^Frequencies removed/;
		const whole = await testLossIn(panel, removed, /^nothing removed/);
		const without = await testLossIn(panel, removed, /^without \d+(, \d+)+/);
		const control = await testLossIn(panel, removed, /^without \d+ random others, mean of 20/);
		expect(without).toBeGreaterThan(CHANCE_OF_ANSWERS);
		expect(control).toBeLessThan(0.1 * CHANCE_OF_ANSWERS);
		// Frequencies that it does not use change little; in which direction depends on rounding.
		expect(control).toBeGreaterThan(whole / 2);
		expect(control).toBeLessThan(2 * whole);
		const alone = await testLossIn(panel, /^Frequencies kept alone/, /^only \d+(, \d+)+/);
		expect(alone).toBeLessThan(whole);
	});

	test('pressing a pair in the truth table opens its answer, and every cosine has its maximum at the right one', async () => {
		const table = await openView(page, 'Truth table');
		const grid = table.getByRole('img', { name: /^Right and wrong/ });
		await expect(grid).toBeVisible({ timeout: VIEW_TIMEOUT_MS });
		await grid.click({ position: { x: 60, y: 60 } });
		await table.getByRole('button', { name: 'One answer' }).click();
		const answer = page.getByRole('article', { name: /^One answer/ });
		const largest = answer.getByRole('group', { name: /^Largest for/ });
		await expect(largest).toContainText('(right)', { timeout: VIEW_TIMEOUT_MS });
		const title = await answer.getByRole('heading', { name: /^Largest for/ }).innerText();
		const [, a, b] = /\((\d+), (\d+)\)/.exec(title) ?? [];
		const right = (Number(a) + Number(b)) % P;
		await expect(largest.getByRole('row').nth(1)).toContainText(`${String(right)} (right)`);
		const picture = answer.getByRole('img', { name: /^How the cosines add up/ });
		const { curves, marked } = curvesIn((await picture.getAttribute('aria-label')) ?? '');
		expect(marked).toBe(right);
		expect(curves.map(({ at }) => at)).toEqual(curves.map(() => right));
		const cosines = curves.filter(({ label }) => label.startsWith('k = '));
		const sum = curves.find(({ label }) => label === 'sum of the cosines')?.value ?? Number.NaN;
		expect(cosines.length).toBeGreaterThan(1);
		for (const { value } of cosines) expect(value).toBeGreaterThan(0);
		// Each value has four digits.
		const added = cosines.reduce((total, { value }) => total + value, 0);
		expect(Math.abs(added - sum)).toBeLessThan(cosines.length * 1e-3 * sum);
	});

	test('scrubbed back to memorization, spectrum and view are those of that step, and less sharp', async () => {
		await openTab(page, 'Curves');
		const sharp = await powerOfStrongest(page);
		const { by } = await memorizedIn(page);
		// Snapshots are at the steps of the settled measures: arrow keys move from one to the next.
		const kept = columnOf(settled, 'step').map(Number);
		const place = kept.findIndex((step) => step >= by);
		const memorized = kept[place] ?? Number.NaN;
		expect(memorized).toBeLessThan(stepBelow(settled, 'restricted_loss', TENTH * CHANCE));
		const slider = page.getByRole('slider', { name: 'Show the run at step' });
		await slider.press('Home');
		for (let i = 0; i < place; i++) await slider.press('ArrowRight');
		await expect(slider).toHaveAttribute('aria-valuetext', `step ${String(memorized)}`);
		await expect(barsOf(page)).toHaveAccessibleName(new RegExp(`step ${String(memorized)}\\.`));
		const early = await powerOfStrongest(page);
		const measured = 100 * Number(settled.rows[place]?.['embedding_top_5_share']);
		// The shown value is rounded to a hundredth of a percent.
		expect(Math.abs(early.percent - measured)).toBeLessThan(0.01);
		expect(early.percent).toBeLessThan(0.75 * sharp.percent);
		const view = await openView(page, 'Embedding on its circles');
		await expect(view.getByText(`weights of step ${String(memorized)}`)).toBeVisible({
			timeout: VIEW_TIMEOUT_MS
		});
		await page.getByRole('button', { name: 'Newest step' }).click();
		await expect(view.getByText(`weights of step ${String(BUDGET)}`)).toBeVisible({
			timeout: VIEW_TIMEOUT_MS
		});
		await openTab(page, 'Curves');
		expect(await powerOfStrongest(page)).toEqual(sharp);
	});

	test('there were no errors and no console messages', () => {
		expect(complaints).toEqual([]);
	});
});

import { expect, test, type Locator, type Page } from 'playwright/test';
import {
	collectComplaints,
	openLab,
	openTab,
	openView,
	pauseTraining,
	startTraining,
	stepOf,
	trainToBudget,
	waitForStep
} from './support/lab-page.ts';

/** Tolerance in pixels for rounded edges. */
const SLACK = 1;

/** Charts and legends that extend outside their cards, and cards that overlap. */
function misplaced(page: Page): Promise<readonly string[]> {
	return page.evaluate((slack) => {
		const nameOf = (element: Element) =>
			element.getAttribute('aria-label') ?? element.querySelector('h2, h3')?.textContent ?? '?';
		const cards = [...document.querySelectorAll('.stage .panel')].filter(
			(card) => card.getBoundingClientRect().height > 0
		);
		const flaws: string[] = [];
		for (const card of cards) {
			const outer = card.getBoundingClientRect();
			for (const inner of card.querySelectorAll('canvas, header, figcaption')) {
				const box = inner.getBoundingClientRect();
				const isInside =
					box.left >= outer.left - slack &&
					box.right <= outer.right + slack &&
					box.top >= outer.top - slack &&
					box.bottom <= outer.bottom + slack;
				if (!isInside) flaws.push(`${inner.tagName} outside ${nameOf(card)}`);
			}
			const header = card.querySelector('header')?.getBoundingClientRect();
			const plot = card.querySelector('.plot')?.getBoundingClientRect();
			if (header !== undefined && plot !== undefined && header.bottom > plot.top + slack) {
				flaws.push(`legend over the chart in ${nameOf(card)}`);
			}
		}
		cards.forEach((card, i) => {
			const a = card.getBoundingClientRect();
			for (const other of cards.slice(i + 1)) {
				if (card.contains(other)) continue;
				const b = other.getBoundingClientRect();
				const isApart =
					a.right <= b.left + slack ||
					b.right <= a.left + slack ||
					a.bottom <= b.top + slack ||
					b.bottom <= a.top + slack;
				if (!isApart) flaws.push(`${nameOf(card)} over ${nameOf(other)}`);
			}
		});
		return flaws;
	}, SLACK);
}

/** Opens the tab of the measures and presses every button that shows more lines or charts. */
async function showEverything(page: Page): Promise<void> {
	await openTab(page, 'Measures');
	for (const name of ['one line per frequency', 'show estimate']) {
		await page.getByRole('checkbox', { name }).check();
	}
	const more = page.locator('details', { hasText: 'More measures' });
	if ((await more.getAttribute('open')) === null) await page.getByText('More measures').click();
	for (const button of await page.getByRole('button', { name: 'each tensor' }).all()) {
		await button.click();
	}
	await expect(page.getByRole('button', { name: 'total only' }).first()).toBeVisible();
}

/** Checks the open tab at three widths. */
async function expectInPlace(page: Page): Promise<void> {
	for (const [width, height] of [
		[390, 844],
		[1280, 800],
		[1920, 1080]
	] as const) {
		await page.setViewportSize({ width, height });
		// Charts take a frame or two to follow a new size.
		await expect.poll(() => misplaced(page), { message: `${String(width)} px` }).toEqual([]);
	}
}

test('with all lines on, every chart is inside its card and no card lies over another, at 390, 1280 and 1920 px', async ({
	page
}) => {
	// All fifteen frequencies are key frequencies: with all lines on, a chart has nineteen.
	const keys = Array.from({ length: 15 }, (_, i) => i + 1).join(',');
	const rule = `key_frequency_rule=given&key_frequencies=${keys}`;
	await openLab(page, `v=1&preset=quick-start&steps=60&${rule}`);
	await trainToBudget(page);
	await showEverything(page);
	for (const tab of ['Measures', 'Curves'] as const) {
		await openTab(page, tab);
		await expectInPlace(page);
	}
	await showEverything(page);
	for (const [title, count] of [
		['Sum of squared weights', 12],
		['Progress measures', 19]
	] as const) {
		const looks = await page
			.getByRole('region', { name: title })
			.locator('header svg')
			.evaluateAll((swatches) => swatches.map((swatch) => swatch.outerHTML));
		expect(looks).toHaveLength(count);
		const colors = looks.map((look) => /style="([^"]*)"/.exec(look)?.[1]);
		expect(new Set(colors).size).toBe(count);
		const inGrey = looks.map((look) => look.replace(/ style="[^"]*"/, ''));
		expect(new Set(inGrey).size).toBe(count);
	}
});

test('a loss of exactly 0 is shown as 0 and marked below its axis, without a line', async ({
	page
}) => {
	const complaints = collectComplaints(page);
	await openLab(page, 'v=1&preset=quick-mlp&p=13&frac_train=0.6&weight_decay=0&lr=3&steps=600');
	await trainToBudget(page);
	const loss = page.getByRole('region', { name: 'Loss', exact: true });
	const picture = loss.getByRole('img', { name: /^Loss over steps/ });
	await expect(picture).toHaveAccessibleName(/shown 0 \(below this axis\)/);
	await expect(loss).toContainText('0, below this axis');
	const canvas = picture.locator('canvas');
	const box = await canvas.boundingBox();
	await canvas.hover({ position: { x: (box?.width ?? 0) - 20, y: (box?.height ?? 0) / 2 } });
	await expect(picture).toHaveAccessibleName(/shown 0 \(below this axis\)/);
	expect(complaints).toEqual([]);
});

/** Changes a value while the run trains. */
async function change(page: Page, label: string, value: string): Promise<void> {
	const field = page.getByRole('spinbutton', { name: label, exact: true });
	await field.fill(value);
	await field.press('Enter');
}

test('every event can be read: at its line, or by hovering or focusing its mark', async ({
	page
}) => {
	await openLab(page, 'v=1&preset=quick-mlp&steps=2000000');
	const loss = page.getByRole('region', { name: 'Loss', exact: true });
	const picture = loss.getByRole('img', { name: /^Loss over steps/ });
	await startTraining(page);
	await waitForStep(page, 200);
	await change(page, 'Weight decay', '1.1');
	// Two changes that reach the run at the same step are one event.
	await expect(picture).toHaveAccessibleName(/1 → 1\.1/);
	await waitForStep(page, (await stepOf(page)) + 2);
	await change(page, 'Weight decay', '0.05');
	await expect(picture).toHaveAccessibleName(/1 → 1\.1.*1\.1 → 0\.05/);
	await pauseTraining(page);
	// A narrow chart has no room for labels.
	await page.setViewportSize({ width: 390, height: 844 });
	const flags = loss.getByRole('button', { name: /What happened here|marks here/ });
	await expect(flags.first()).toBeVisible();
	const tip = page.getByRole('tooltip').filter({ visible: true });
	const shown: string[] = [];
	for (const flag of await flags.all()) {
		await flag.focus();
		await expect(tip).toHaveCount(1);
		shown.push(await tip.innerText());
		const box = await tip.boundingBox();
		expect(box?.x).toBeGreaterThanOrEqual(0);
		expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390);
		await page.keyboard.press('Escape');
		await expect(tip).toHaveCount(0);
	}
	expect(shown.join(' ')).toMatch(/step [\d\s]+: Weight decay/);
	await flags.first().hover();
	await expect(tip).toHaveCount(1);
});

/** Colours of each cell of a p x p grid, near a corner and in the middle. */
function cellsOf(picture: Locator, p: number) {
	return picture.locator('canvas').evaluate((canvas, count) => {
		if (!(canvas instanceof HTMLCanvasElement)) throw new Error('expected a canvas');
		const paper = canvas.getContext('2d');
		const density = canvas.width / canvas.clientWidth;
		// Same layout as in gridArea: squares of whole device pixels.
		const room = Math.min(canvas.clientWidth - 48, canvas.clientHeight - 40);
		const side = Math.floor((room / count) * density) / density;
		const area = { left: 40, top: 4, width: side * count, height: side * count };
		const at = (x: number, y: number) =>
			[...(paper?.getImageData(Math.round(x * density), Math.round(y * density), 1, 1).data ?? [])]
				.slice(0, 3)
				.join(',');
		return Array.from({ length: count * count }, (_, cell) => {
			const [width, height] = [area.width / count, area.height / count];
			const [left, top] = [
				area.left + (cell % count) * width,
				area.top + Math.floor(cell / count) * height
			];
			return {
				fill: at(left + 0.18 * width, top + 0.18 * height),
				middle: at(left + 0.5 * width, top + 0.5 * height)
			};
		});
	}, p);
}

test('in the truth table fill means right or wrong, and a dot means that the pair was shown', async ({
	page
}) => {
	const P = 13;
	await openLab(page, 'v=1&preset=quick-mlp&p=13&frac_train=0.5&steps=60');
	await trainToBudget(page);
	const panel = await openView(page, 'Truth table');
	await expect(panel).toContainText('weights of step 60', { timeout: 60_000 });
	const grid = panel.getByRole('img', { name: /^Right and wrong/ });
	await grid.scrollIntoViewIfNeeded();
	const name = (await grid.getAttribute('aria-label')) ?? '';
	const countOf = (category: string) =>
		Number(new RegExp(`${category}: (\\d+)`).exec(name)?.[1] ?? Number.NaN);
	const right = countOf('shown, right') + countOf('never shown, right');
	const shown = countOf('shown, right') + countOf('shown, wrong');
	expect(right).toBeGreaterThan(0);
	expect(right).toBeLessThan(P * P);
	const paper = '247,246,242';
	await expect
		.poll(async () => {
			const cells = await cellsOf(grid, P);
			const filled = cells.filter(({ fill }) => fill !== paper);
			return {
				fills: new Set(cells.map(({ fill }) => fill)).size,
				filled: filled.length,
				dotted: cells.filter(({ fill, middle }) => fill !== middle).length
			};
		})
		.toEqual({ fills: 2, filled: right, dotted: shown });
	await expect(panel).toContainText('Filled: right. Dot: was shown in training.');
});

test('the curves of an earlier run stay behind a new one, named by what differs, until removed', async ({
	page
}) => {
	await openLab(page, 'v=1&preset=quick-mlp&steps=60');
	await trainToBudget(page);
	const field = page.getByRole('spinbutton', { name: 'Weight decay', exact: true });
	await field.fill('0');
	await field.press('Enter');
	await page.getByRole('button', { name: 'New run', exact: true }).click();
	const loss = page.getByRole('region', { name: 'Loss', exact: true });
	const ghost = loss.getByRole('button', { name: /^earlier: weight decay [\d.]+ → 0$/ });
	await expect(ghost).toHaveAttribute('aria-pressed', 'true');
	await trainToBudget(page);
	await expect(ghost).toBeVisible();
	await ghost.click();
	await expect(ghost).toHaveAttribute('aria-pressed', 'false');
	await loss.getByRole('button', { name: /^Remove earlier/ }).click();
	await expect(ghost).toHaveCount(0);
});

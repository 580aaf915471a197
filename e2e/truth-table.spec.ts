import { expect, test, type Locator, type Page } from 'playwright/test';
import { collectComplaints, openLab, openView } from './support/lab-page.ts';

const SENTENCE =
	/^\d+ \+ \d+ mod 31: says [\d=]+ \([<>]?\s?\d+\s%\), next [\d=]+ \([<>]?\s?\d+\s%\)\. (Right|Wrong, it is \d+); was (never )?shown\.$/;

async function truthTable(page: Page) {
	const panel = await openView(page, 'Truth table');
	const grid = panel.getByRole('img', { name: /^Right and wrong/ });
	await expect(grid).toBeVisible({ timeout: 60_000 });
	await grid.scrollIntoViewIfNeeded();
	const details = panel.getByRole('region', { name: 'The pair pointed at' });
	return { panel, grid, details, sentence: details.locator('.sentence') };
}

const heightOf = async (panel: Locator) => (await panel.boundingBox())?.height;

test('pointing at a pair shows its whole answer, and nothing moves', async ({ page }) => {
	const complaints = collectComplaints(page);
	await openLab(page, 'v=1&preset=quick-mlp');
	const { panel, grid, details, sentence } = await truthTable(page);
	await expect(details).toContainText('Point at a cell');
	const before = await heightOf(panel);
	await grid.hover({ position: { x: 120, y: 90 } });
	await expect(sentence).toHaveText(SENTENCE);
	const first = await sentence.innerText();
	const [, a, b] = /^(\d+) \+ (\d+)/.exec(first) ?? [];
	await expect(details.getByRole('group', { name: /^Largest for/ })).toHaveAccessibleName(
		new RegExp(`^Largest for \\(${String(a)}, ${String(b)}\\)`)
	);
	await expect(details.getByRole('img', { name: /^Logits over the answers/ })).toBeVisible();
	expect(await heightOf(panel)).toBe(before);
	// The other views keep their pair until one is pressed.
	const chosen = async () => {
		const answer = await openView(page, 'One answer');
		return answer.getByRole('spinbutton', { name: 'a', exact: true }).inputValue();
	};
	expect(await chosen()).not.toBe(a);
	await (await truthTable(page)).grid.click({ position: { x: 120, y: 90 } });
	expect(await chosen()).toBe(a);
	expect(complaints).toEqual([]);
});

test('the arrow keys move from pair to pair', async ({ page }) => {
	await openLab(page, 'v=1&preset=quick-mlp');
	const { panel, sentence } = await truthTable(page);
	const cells = panel.getByRole('application', { name: /^Right and wrong: arrow keys/ });
	await cells.press('ArrowDown');
	await expect(sentence).toHaveText(/^0 \+ 0 mod 31/);
	await cells.press('Shift+ArrowRight');
	await cells.press('ArrowDown');
	await expect(sentence).toHaveText(/^1 \+ 10 mod 31/);
	await cells.press('Enter');
	await expect(panel.getByRole('status')).toContainText('a = 1, b = 10');
});

test('a tap shows the pair and selects it', async ({ browser, baseURL }) => {
	const context = await browser.newContext({
		viewport: { width: 390, height: 844 },
		hasTouch: true,
		...(baseURL === undefined ? {} : { baseURL })
	});
	const page = await context.newPage();
	await openLab(page, 'v=1&preset=quick-mlp');
	const { panel, grid, sentence } = await truthTable(page);
	await grid.tap({ position: { x: 120, y: 90 } });
	await expect(sentence).toHaveText(SENTENCE);
	await expect(panel.getByRole('status')).toContainText(/a = \d+, b = \d+: see/);
	await context.close();
});

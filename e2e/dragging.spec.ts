import { expect, test, type Page } from 'playwright/test';
import {
	linkOf,
	openLab,
	pauseTraining,
	startTraining,
	stepOf,
	waitForStep
} from './support/lab-page.ts';

/** A drag may move the layout by this much; a page that stays where it is has 0. */
const MOST_SHIFT = 0.01;

/** Layout shifts from now on, those soon after a press included, each with what moved. */
async function watchShifts(page: Page) {
	return page.evaluateHandle(() => {
		const shifts: { value: number; moved: string }[] = [];
		new PerformanceObserver((list) => {
			for (const entry of list.getEntries()) {
				if (!('value' in entry) || typeof entry.value !== 'number') continue;
				const sources = 'sources' in entry && Array.isArray(entry.sources) ? entry.sources : [];
				const moved = sources.map(({ node }: { node?: Node | null }) =>
					node?.textContent?.slice(0, 40)
				);
				shifts.push({ value: entry.value, moved: moved.join(' | ') });
			}
		}).observe({ type: 'layout-shift' });
		return shifts;
	});
}

/**
 * Drags a field from one place of its slider to another one, there and back, and checks that
 * nothing moves meanwhile and while the page takes the change over.
 */
async function dragCalmly(page: Page, name: string, from: number, to: number): Promise<void> {
	const slider = page.getByRole('slider', { name, exact: true });
	const box = await slider.boundingBox();
	if (box === null) throw new Error('slider: expected it to be visible');
	const at = (share: number) => box.x + share * box.width;
	const y = box.y + box.height / 2;
	await page.mouse.move(at(from), y);
	const shifts = await watchShifts(page);
	await page.mouse.down();
	for (const share of [to, from, (from + to) / 2]) {
		await page.mouse.move(at(share), y, { steps: 10 });
		// Longer than the delay after which a run without progress is prepared again.
		await page.waitForTimeout(600);
	}
	expect((await slider.boundingBox())?.y).toBe(box.y);
	await page.mouse.up();
	await page.waitForTimeout(600);
	const all = await shifts.jsonValue();
	const total = all.reduce((sum, { value }) => sum + value, 0);
	expect(total, `${name}: ${JSON.stringify(all)}`).toBeLessThan(MOST_SHIFT);
}

const DRAGS = [
	['Prime p', 0.14, 0.2],
	['Weight decay', 0.5, 0.7],
	['Table shown', 0.5, 0.7]
] as const;

test('dragging a field moves nothing: before the first step, while training, and paused', async ({
	page
}) => {
	await openLab(page, 'v=1&preset=quick-mlp&steps=2000000');
	for (const [name, from, to] of DRAGS) await dragCalmly(page, name, from, to);
	await startTraining(page);
	await waitForStep(page, 100);
	for (const [name, from, to] of DRAGS) await dragCalmly(page, name, from, to);
	await pauseTraining(page);
	// Ends at other values than those of the run.
	for (const [name, from, to] of DRAGS) await dragCalmly(page, name, from, 2 * to - from);
	await expect(page.getByText(/This run keeps its prime p and table shown\./)).toBeVisible();
	const before = await stepOf(page);
	await page.getByRole('button', { name: 'New run' }).click();
	await expect(page.getByText(/This run keeps/)).toHaveCount(0);
	await expect.poll(() => stepOf(page)).toBeLessThan(before);
	await expect.poll(() => linkOf(page).has('p')).toBe(true);
});

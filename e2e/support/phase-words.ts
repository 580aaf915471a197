import type { Page } from 'playwright/test';

export type PhaseTitle = 'Memorization' | 'Circuit formation' | 'Plateau' | 'Cleanup' | 'Grokked';

interface Interval {
	readonly after: number;
	readonly by: number;
}

/** The interval of a cell of the phase strip; undefined without a cell or an interval. */
async function intervalOf(page: Page, title: PhaseTitle): Promise<Interval | undefined> {
	const cell = page
		.getByRole('region', { name: 'Phases' })
		.getByRole('listitem')
		.filter({
			has: page.getByRole('button', { name: title })
		});
	if ((await cell.count()) === 0) return undefined;
	const [after, by] = [await cell.getAttribute('data-after'), await cell.getAttribute('data-by')];
	return after === null || by === null ? undefined : { after: Number(after), by: Number(by) };
}

/** The interval in which a phase after memorization began. @throws Error if it has not begun */
export async function phaseBegan(
	page: Page,
	title: Exclude<PhaseTitle, 'Memorization'>
): Promise<Interval> {
	const interval = await intervalOf(page, title);
	if (interval === undefined) throw new Error(`phase "${title}": expected an interval, got none`);
	return interval;
}

/** The interval in which the run memorized. @throws Error if it has not */
export async function memorizedIn(page: Page): Promise<Interval> {
	const interval = (await intervalOf(page, 'Memorization')) ?? (await intervalOf(page, 'Plateau'));
	if (interval === undefined) throw new Error('memorized: expected an interval, got none');
	return interval;
}

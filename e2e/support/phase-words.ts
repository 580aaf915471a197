import type { Page } from 'playwright/test';

export type PhaseTitle = 'Memorization' | 'Plateau' | 'Cleanup' | 'Grokked';

/** The interval in which a phase began, from the words of the phase strip. @throws Error while it has not begun */
export async function phaseBegan(
	page: Page,
	title: PhaseTitle
): Promise<{ readonly after: number; readonly by: number }> {
	const cell = page
		.getByRole('region', { name: 'Phases' })
		.getByRole('listitem')
		.filter({
			has: page.getByRole('button', { name: title })
		});
	const words = await cell.locator('.when').innerText();
	// Thousands are set apart by (narrow) spaces.
	const [first, last] = (words.replaceAll(/(?<=\d)\s(?=\d)/g, '').match(/\d+/g) ?? []).map(Number);
	if (first === undefined) throw new Error(`phase "${title}": expected steps, got "${words}"`);
	return { after: first, by: last ?? first };
}

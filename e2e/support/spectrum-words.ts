import type { Locator, Page } from 'playwright/test';

/** The card with the frequencies of the embedding. */
export const frequenciesOf = (page: Page): Locator =>
	page.getByRole('region', { name: 'Frequencies inside' });

/** The bars in that card. Their name says the step and what the strongest hold. */
export const barsOf = (page: Page): Locator =>
	frequenciesOf(page).getByRole('img', { name: /norm per frequency/ });

/**
 * Share of the power in the five strongest frequencies of the embedding, and the number of
 * frequencies, as the page says them.
 */
export async function powerOfStrongest(
	page: Page
): Promise<{ readonly frequencies: number; readonly percent: number }> {
	const words = (await barsOf(page).getAttribute('aria-label')) ?? '';
	const [, frequencies, percent] =
		/The 5 strongest of (\d+) frequencies hold ([\d.]+)\s*%/.exec(words) ?? [];
	return { frequencies: Number(frequencies), percent: Number(percent) };
}

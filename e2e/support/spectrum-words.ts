import type { Locator, Page } from 'playwright/test';

/** The panel of the embedding's spectrum. */
export const embeddingOf = (page: Page): Locator =>
	page.getByRole('region', { name: 'Spectrum of the embedding' });

/**
 * Share of the embedding's power in its five strongest frequencies, and their number, from the
 * page's words.
 */
export async function powerOfStrongest(
	page: Page
): Promise<{ readonly frequencies: number; readonly percent: number }> {
	const words = await embeddingOf(page)
		.getByText(/The 5 strongest of/)
		.innerText();
	const [, frequencies, percent] = /of (\d+) frequencies\s+hold ([\d.]+)\s*%/.exec(words) ?? [];
	return { frequencies: Number(frequencies), percent: Number(percent) };
}

import type { Locator, Page } from 'playwright/test';

/** The panel of the embedding's spectrum. */
export const embeddingOf = (page: Page): Locator =>
	page.getByRole('region', { name: 'Spectrum of the embedding' });

/**
 * Share of the power in the five strongest frequencies of the embedding, and the number of
 * frequencies, as the page shows them.
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

const UNIT = '\u202f%';

/** A fraction in whole per cent, without rounding to 0 or 100. A dash if it is not finite. */
export function percentOf(fraction: number): string {
	if (!Number.isFinite(fraction)) return '–';
	if (fraction > 0.995) return `>\u202f99${UNIT}`;
	return fraction < 0.005 ? `<\u202f1${UNIT}` : `${String(Math.round(100 * fraction))}${UNIT}`;
}

/** How many of a number, in words: all, none, or a share in per cent. */
export function partWords(count: number, total: number): string {
	if (count === total) return 'all';
	return count === 0 ? 'none' : percentOf(count / total);
}

/** A summary if there is one, as a part of a view's data. */
export const withSummary = (summary: string | undefined): { readonly summary?: string } =>
	summary === undefined ? {} : { summary };

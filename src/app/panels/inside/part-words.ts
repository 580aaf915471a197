import type { ViewFact } from '../../../engine/views/define.ts';
import { formatCount, formatLoss, formatPercent } from '../../state/format.ts';

/**
 * A number as its unit reads: losses in scientific notation where they are small, fractions as
 * percent.
 */
export function formatFact(value: number, unit: ViewFact['unit']): string {
	if (!Number.isFinite(value)) return '–';
	switch (unit) {
		case 'fraction':
			return formatPercent(value);
		case 'count':
			return formatCount(value);
		case 'loss':
			return formatLoss(value);
		case 'plain':
			return formatSigned(value);
	}
}

const EXACT = 1e6;
const NEGLIGIBLE = 1e-4;

/**
 * Four significant digits of a number of either sign; a whole number as it is. A dash where there
 * is no number.
 */
export function formatSigned(value: number): string {
	if (Number.isNaN(value)) return '–';
	if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
	if (Number.isInteger(value) && Math.abs(value) < EXACT) return String(value).replace('-', '−');
	return value < 0 ? `−${formatLoss(-value)}` : formatLoss(value);
}

/**
 * The least and the largest of a range, as the ends of a colour scale: what is as good as zero
 * beside the other is 0.
 */
export function formatEnds(min: number, max: number): readonly [string, string] {
	const reach = Math.max(Math.abs(min), Math.abs(max));
	const end = (value: number) => formatSigned(Math.abs(value) < NEGLIGIBLE * reach ? 0 : value);
	return [end(min), end(max)];
}

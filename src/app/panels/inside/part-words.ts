import type { ViewFact } from '../../../engine/views/define.ts';
import { formatCount, formatLoss, formatNumber, formatPercent } from '../../state/format.ts';

/** A number in the format of its unit. */
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

/** A number of either sign with four significant digits; whole numbers exactly. A dash for NaN. */
export function formatSigned(value: number): string {
	if (Number.isNaN(value)) return '–';
	if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
	if (Number.isInteger(value) && Math.abs(value) < EXACT) return formatNumber(value);
	return value < 0 ? `−${formatLoss(-value)}` : formatLoss(value);
}

/** The ends of a colour scale. An end that is negligible beside the other is shown as 0. */
export function formatEnds(min: number, max: number): readonly [string, string] {
	const reach = Math.max(Math.abs(min), Math.abs(max));
	const end = (value: number) => formatSigned(Math.abs(value) < NEGLIGIBLE * reach ? 0 : value);
	return [end(min), end(max)];
}

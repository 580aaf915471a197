import { beyondAxis, type AxisKind, type Beyond } from '../../charts/lines/edge-runs.ts';
import { formatLoss, formatPercent } from '../../state/format.ts';

/** Number format of a legend, by the kind of axis. */
const FORMATS: Readonly<Record<AxisKind, (value: number) => string>> = Object.freeze({
	loss: formatLoss,
	fraction: formatPercent,
	plain: (value: number) => (value < 0 ? `−${formatLoss(-value)}` : formatLoss(value))
});

/** A value of a line in words; a dash without one. */
export function readingText(value: number, axis: AxisKind): string {
	if (value === Number.POSITIVE_INFINITY) return '∞';
	if (value === Number.NEGATIVE_INFINITY) return '−∞';
	return FORMATS[axis](value);
}

const BESIDE: Readonly<Record<Beyond, string | undefined>> = Object.freeze({
	below: 'below this axis',
	above: 'above this axis',
	missing: undefined
});

/** Why the chart does not show a value; undefined if it does, and without a value. */
export function besideReading(value: number, axis: AxisKind): string | undefined {
	const where = beyondAxis(value, axis);
	return where && BESIDE[where];
}

/** Meaning of a mark at the edge of a chart. */
export function edgeWords(where: Beyond, axis: AxisKind): string {
	switch (where) {
		case 'below':
			return axis === 'loss' ? '0, below this axis' : 'below this axis';
		case 'above':
			return axis === 'fraction' ? 'above this axis' : 'not finite, above this axis';
		case 'missing':
			return 'no value';
		default:
			return where satisfies never;
	}
}

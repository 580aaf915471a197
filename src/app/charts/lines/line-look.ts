/** Signs that are drawn on a line at intervals. */
export const SIGNS = Object.freeze([
	'none',
	'circle',
	'square',
	'triangle',
	'diamond',
	'cross'
] as const);
export type Sign = (typeof SIGNS)[number];

/** How lines differ besides their colour, so that they can be distinguished in greyscale. */
export interface LineLook {
	/** Lengths of dashes and gaps in pixels; empty for a solid line. */
	readonly dash: readonly number[];
	readonly sign: Sign;
}

const DASHES: readonly (readonly number[])[] = Object.freeze([[], [6, 3], [2, 3], [9, 3, 2, 3]]);

/** A solid line without signs. */
export const PLAIN_LOOK: LineLook = Object.freeze({ dash: [], sign: 'none' });

/** From this number on lines are dashed. */
export const FIRST_DASHED = SIGNS.length;

/** The look of line number `place`. The first 24 looks differ; with colours all do. */
export function lineLook(place: number): LineLook {
	return {
		sign: SIGNS[place % SIGNS.length] ?? 'none',
		dash: DASHES[Math.floor(place / SIGNS.length) % DASHES.length] ?? []
	};
}

/** Half the width of a sign, in pixels. */
const SIGN_RADIUS = 3.5;

/** The outline of a sign around (0, 0) as an SVG path; empty for none. */
export function signPath(sign: Sign, r = SIGN_RADIUS): string {
	const [s, n] = [String(r), String(-r)];
	const side = String(0.85 * r);
	const low = String(0.8 * r);
	switch (sign) {
		case 'none':
			return '';
		case 'circle':
			return `M ${n} 0 A ${s} ${s} 0 1 0 ${s} 0 A ${s} ${s} 0 1 0 ${n} 0 Z`;
		case 'square':
			return `M -${side} -${side} H ${side} V ${side} H -${side} Z`;
		case 'triangle':
			return `M 0 ${n} L ${s} ${low} L ${n} ${low} Z`;
		case 'diamond':
			return `M 0 ${String(-1.25 * r)} L ${s} 0 L 0 ${String(1.25 * r)} L ${n} 0 Z`;
		case 'cross':
			return `M ${n} ${n} L ${s} ${s} M ${n} ${s} L ${s} ${n}`;
		default:
			return sign satisfies never;
	}
}

/** Signs that stand on a line here and there. */
export const MARKERS = Object.freeze([
	'none',
	'circle',
	'square',
	'triangle',
	'diamond',
	'cross'
] as const);
export type Marker = (typeof MARKERS)[number];

/** How a line differs from its neighbours besides its colour: in greyscale nothing else does. */
export interface LineLook {
	/** Lengths of dashes and gaps in pixels; empty for a line without gaps. */
	readonly dash: readonly number[];
	readonly marker: Marker;
}

const DASHES: readonly (readonly number[])[] = Object.freeze([[], [6, 3], [2, 3], [9, 3, 2, 3]]);

/** A line without gaps and signs. */
export const PLAIN_LOOK: LineLook = Object.freeze({ dash: [], marker: 'none' });

/** From this place on lines are dashed. */
export const FIRST_DASHED = MARKERS.length;

/**
 * The look of the line in place `place`: the first 24 all differ, and with their colours all do.
 */
export function lineLook(place: number): LineLook {
	return {
		marker: MARKERS[place % MARKERS.length] ?? 'none',
		dash: DASHES[Math.floor(place / MARKERS.length) % DASHES.length] ?? []
	};
}

/** Half the width of a sign, in pixels. */
const MARKER_RADIUS = 3.5;

/**
 * The outline of a sign around (0, 0), as an SVG path that a canvas understands too; empty for
 * none.
 */
export function markerPath(marker: Marker, r = MARKER_RADIUS): string {
	const [s, n] = [String(r), String(-r)];
	const side = String(0.85 * r);
	const low = String(0.8 * r);
	switch (marker) {
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
			return marker satisfies never;
	}
}

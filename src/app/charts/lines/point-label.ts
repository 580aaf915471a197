import { areApart, lineEnters, type Box } from './label-placement.ts';
import type { PixelPoint } from './draw-line.ts';

/** Distances of a label from its point that are tried, the nearest first, in pixels. */
const RINGS: readonly number[] = Object.freeze([8, 18, 30, 46, 66, 90]);
/** From this distance on a thin line leads from the label to its point. */
const NEAR = 18;
const CLEARANCE = 3;

/** Where a label lies relative to its point, by preference: -1 left or above, 1 right or below. */
const SIDES: readonly (readonly [horizontal: number, vertical: number])[] = Object.freeze([
	[1, -1],
	[0, -1],
	[-1, -1],
	[1, 0],
	[-1, 0],
	[1, 1],
	[0, 1],
	[-1, 1]
]);

/** A placed label of a point. */
export interface PointLabel {
	readonly box: Box;
	/** Number of the place that was chosen, to be preferred at the next drawing. */
	readonly place: number;
	/** Whether a line should lead from the label to the point. */
	readonly isFar: boolean;
}

interface Wanted {
	readonly point: PixelPoint;
	readonly size: { readonly width: number; readonly height: number };
	readonly area: Box;
	/** What the label must not cover. */
	readonly lines: readonly (readonly PixelPoint[])[];
	readonly taken: readonly Box[];
	/** The place of the last drawing, kept while it is free, so that the label does not jump. */
	readonly preferred: number | undefined;
}

/** The box at a place; above or below a point it is shifted sideways to stay inside. */
function boxAt({ point: { x, y }, size: { width, height }, area }: Wanted, place: number): Box {
	const ring = RINGS[Math.floor(place / SIDES.length)] ?? 0;
	const [across = 0, down = 0] = SIDES[place % SIDES.length] ?? [];
	const wanted = x + across * ring + ((across - 1) * width) / 2;
	const left = across === 0 ? Math.max(area.left, Math.min(wanted, area.right - width)) : wanted;
	const top = y + down * ring + ((down - 1) * height) / 2;
	return { left, right: left + width, top, bottom: top + height };
}

const widen = ({ left, right, top, bottom }: Box): Box => ({
	left: left - CLEARANCE,
	right: right + CLEARANCE,
	top: top - CLEARANCE,
	bottom: bottom + CLEARANCE
});

/**
 * Places the label of a point: as near to it as possible, inside the area, over no line and no
 * other label. Undefined if there is no such place.
 */
export function placePointLabel(wanted: Wanted): PointLabel | undefined {
	const { area, lines, taken, preferred } = wanted;
	const isFree = (place: number) => {
		const box = boxAt(wanted, place);
		const isInside =
			box.left >= area.left &&
			box.right <= area.right &&
			box.top >= area.top &&
			box.bottom <= area.bottom;
		const wide = widen(box);
		return (
			isInside &&
			taken.every((other) => areApart(wide, other)) &&
			!lines.some((line) => lineEnters(line, wide))
		);
	};
	const places = Array.from({ length: RINGS.length * SIDES.length }, (_, place) => place);
	const place = preferred !== undefined && isFree(preferred) ? preferred : places.find(isFree);
	if (place === undefined) return undefined;
	const isFar = (RINGS[Math.floor(place / SIDES.length)] ?? 0) > NEAR;
	return { box: boxAt(wanted, place), place, isFar };
}

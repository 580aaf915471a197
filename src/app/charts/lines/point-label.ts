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
	/** Where a line from the point to a far label ends; undefined near the point. */
	readonly leader: PixelPoint | undefined;
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

/** Where a line from a point to a box ends: at the nearest place of its edge. */
const nearestOf = ({ x, y }: PixelPoint, { left, right, top, bottom }: Box): PixelPoint => ({
	x: Math.max(left, Math.min(x, right)),
	y: Math.max(top - 1, Math.min(y, bottom + 1))
});

/** Around the point itself its line and others may come close. */
const POINT_REACH = 6;
const SAMPLE_DISTANCE = 4;

/** Whether the line from a point to its label crosses another line. */
function crosses(from: PixelPoint, to: PixelPoint, lines: Wanted['lines']): boolean {
	const length = Math.hypot(to.x - from.x, to.y - from.y);
	for (let at = POINT_REACH; at < length; at += SAMPLE_DISTANCE) {
		const x = from.x + ((to.x - from.x) * at) / length;
		const y = from.y + ((to.y - from.y) * at) / length;
		const reach = SAMPLE_DISTANCE / 2;
		const box = { left: x - reach, right: x + reach, top: y - reach, bottom: y + reach };
		if (lines.some((line) => lineEnters(line, box))) return true;
	}
	return false;
}

/**
 * Places the label of a point: as near to it as possible, inside the area, over no line and no
 * other label, and if possible where the line that leads to it crosses none. Undefined if there is
 * no such place.
 */
export function placePointLabel(wanted: Wanted): PointLabel | undefined {
	const { point, area, lines, taken, preferred } = wanted;
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
	const leaderTo = (place: number) =>
		(RINGS[Math.floor(place / SIDES.length)] ?? 0) > NEAR
			? nearestOf(point, boxAt(wanted, place))
			: undefined;
	const isLedTo = (place: number) => {
		const leader = leaderTo(place);
		return leader === undefined || !crosses(point, leader, lines);
	};
	const all = Array.from({ length: RINGS.length * SIDES.length }, (_, place) => place);
	const free = (preferred === undefined ? all : [preferred, ...all]).filter(isFree);
	const place = free.find(isLedTo) ?? free[0];
	return place === undefined
		? undefined
		: { box: boxAt(wanted, place), place, leader: leaderTo(place) };
}

interface Direction {
	readonly x: number;
	readonly y: number;
}

/** A direction as a part of a turn from 0 to 1, from the top, clockwise. */
export function turnOf({ x, y }: Direction): number {
	const turn = Math.atan2(y, x) / (2 * Math.PI);
	return turn < 0 ? turn + 1 : turn;
}

/** The same direction as `turn`, less than half a turn from the one before. */
export function nearestTurn(turn: number, before: number | undefined): number {
	if (before === undefined || !Number.isFinite(before) || !Number.isFinite(turn)) return turn;
	return turn + Math.round(before - turn);
}

/** A direction in whole degrees, 0° to 359°. A dash if there is none. */
export function describeDegrees(direction: Direction): string {
	const turn = turnOf(direction);
	return Number.isFinite(turn) ? `${String(Math.round(360 * turn) % 360)}°` : '–';
}

/** Point of a circle around (0, 0), clockwise from the top, as SVG coordinates. */
function pointAt(radius: number, turn: number): string {
	const angle = 2 * Math.PI * turn;
	// Adding 0 makes a rounded -0 a 0.
	const rounded = (value: number) => String(Number(value.toFixed(2)) + 0);
	return `${rounded(radius * Math.sin(angle))} ${rounded(-radius * Math.cos(angle))}`;
}

/**
 * The path of an arc around (0, 0), clockwise.
 * @param from where it begins, in turns from the top
 * @param length in turns, from 0 to 1
 */
export function arcPath(radius: number, from: number, length: number): string {
	if (!Number.isFinite(from + length)) return '';
	const isLarge = length > 0.5 ? 1 : 0;
	return `M ${pointAt(radius, from)} A ${String(radius)} ${String(radius)} 0 ${String(isLarge)} 1 ${pointAt(radius, from + length)}`;
}

/**
 * The path of a sector of a circle around (0, 0) with its middle at the top.
 * @param half from the middle to one side, in turns, at most a quarter
 */
export const sectorPath = (radius: number, half: number): string =>
	`${arcPath(radius, -half, 2 * half)} L 0 0 Z`;

/** The angle between two directions, from 0 to 180 degrees; NaN if there is none. */
export function degreesBetween(one: Direction, other: Direction): number {
	const turns = Math.abs(turnOf(one) - turnOf(other));
	return 360 * Math.min(turns, 1 - turns);
}

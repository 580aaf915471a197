import type { AxisKind } from '../../charts/lines/edge-runs.ts';

/** A line to describe: plain arrays with `length` valid entries. */
export interface TrendLine {
	readonly name: string;
	readonly steps: Float64Array;
	readonly values: Float64Array;
	readonly length: number;
}

/** A value of a line. */
export interface TrendPoint {
	readonly step: number;
	readonly value: number;
}

/** A part of a line that rises, falls or stays about the same. */
export interface TrendLeg {
	readonly direction: 'rises' | 'falls' | 'stays';
	readonly from: TrendPoint;
	/** Where it begins to change: the line stays near `from` until there. */
	readonly leaves: TrendPoint;
	/** Where it is almost at its end. */
	readonly arrives: TrendPoint;
	readonly to: TrendPoint;
}

interface Point extends TrendPoint {
	/** The value as the axis shows it: the logarithm of a loss. */
	readonly height: number;
}

/** More legs are not a trend any more. */
const MOST_LEGS = 3;
/** A turn counts if the line goes back by this share of its whole range. */
const SMALLEST_TURN = 0.1;
const TURN_GROWTH = 1.5;
/** A leg has left its start, or reached its end, when it is this share of its height away. */
const NEAR = 0.1;
/** Lines that vary by less are flat, by the kind of axis: decades, share, share of the maximum. */
const FLAT: Readonly<Record<AxisKind, number>> = Object.freeze({
	loss: 0.05,
	fraction: 0.02,
	plain: 0.02
});

/** The finite values with their heights on the axis. Zero has the height of the least loss. */
function pointsOf({ steps, values, length }: TrendLine, axis: AxisKind): readonly Point[] {
	const points: TrendPoint[] = [];
	let least = Number.POSITIVE_INFINITY;
	for (let i = 0; i < length; i += 1) {
		const [step, value] = [steps[i] ?? Number.NaN, values[i] ?? Number.NaN];
		if (!Number.isFinite(value)) continue;
		if (value > 0) least = Math.min(least, value);
		points.push({ step, value });
	}
	const heightOf = (value: number) =>
		axis === 'loss' ? Math.log10(Math.max(value, least === Infinity ? 1 : least)) : value;
	return points.map((point) => ({ ...point, height: heightOf(point.value) }));
}

/** Indices of the points where the line turns by at least `turn`, with the first and the last. */
function turningPoints(points: readonly Point[], turn: number): readonly number[] {
	const turns = [0];
	const heightAt = (i: number) => points[i]?.height ?? 0;
	/** 1 while the line rises, -1 while it falls, 0 before its first change by `turn`. */
	let direction = 0;
	/** The highest point of the current rise, or the lowest one of the current fall. */
	let extreme = 0;
	for (let i = 1; i < points.length; i += 1) {
		const change = heightAt(i) - heightAt(extreme);
		if (direction === 0) {
			if (Math.abs(change) < turn) continue;
			direction = Math.sign(change);
			extreme = i;
		} else if (direction * change > 0) {
			extreme = i;
		} else if (-direction * change >= turn) {
			turns.push(extreme);
			direction = -direction;
			extreme = i;
		}
	}
	// The last leg ends at its extreme; what follows is smaller than a turn.
	return [...turns, direction === 0 ? points.length - 1 : extreme];
}

function legOf(points: readonly Point[], start: number, end: number): TrendLeg | undefined {
	const [from, to] = [points[start], points[end]];
	if (from === undefined || to === undefined) return undefined;
	const span = to.height - from.height;
	const between = points.slice(start, end + 1);
	const progress = (point: Point) => (span === 0 ? 1 : (point.height - from.height) / span);
	const arrives = between.find((point) => progress(point) >= 1 - NEAR) ?? to;
	const leaves = between.findLast((p) => p.step <= arrives.step && progress(p) <= NEAR) ?? from;
	return { direction: span > 0 ? 'rises' : 'falls', from, leaves, arrives, to };
}

/** The course of a line in at most three legs; empty without values. */
export function trendLegs(line: TrendLine, axis: AxisKind): readonly TrendLeg[] {
	const points = pointsOf(line, axis);
	const [first, last] = [points[0], points.at(-1)];
	if (first === undefined || last === undefined) return [];
	const heights = points.map(({ height }) => height);
	// Not `Math.max(...heights)`: a long run has more values than a call may have arguments.
	const max = heights.reduce((a, b) => Math.max(a, b));
	const min = heights.reduce((a, b) => Math.min(a, b));
	const range = max - min;
	const unit = axis === 'plain' ? Math.max(Math.abs(max), Math.abs(min)) : 1;
	if (range <= FLAT[axis] * unit) {
		return [{ direction: 'stays', from: first, leaves: last, arrives: last, to: last }];
	}
	let turn = SMALLEST_TURN * range;
	let turns = turningPoints(points, turn);
	while (turns.length > MOST_LEGS + 1 && turn < range) {
		turn *= TURN_GROWTH;
		turns = turningPoints(points, turn);
	}
	return turns.slice(1).flatMap((end, i) => legOf(points, turns[i] ?? 0, end) ?? []);
}

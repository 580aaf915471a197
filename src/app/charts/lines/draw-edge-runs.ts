import type { Beyond } from './edge-runs.ts';

/** Consecutive values outside an axis, in pixels. */
export interface PixelRun {
	readonly kind: Beyond;
	readonly left: number;
	readonly right: number;
}

/** Top and bottom of a plot, in pixels. */
interface Edges {
	readonly top: number;
	readonly bottom: number;
}

const SIGN_WIDTH = 7;
const SIGN_HEIGHT = 5;
const BAR_HEIGHT = 2;
const ROW_HEIGHT = 6;
/** Each line at an edge has a row of its own, up to this number. */
const MAX_ROWS = 4;

/**
 * Marks, at the edges of a plot, values that the axis cannot show: a bar with an arrow, or dots
 * where there is no value.
 * @param row number of the line at this edge, from 0
 */
export function drawEdgeRuns(
	paper: CanvasRenderingContext2D,
	runs: readonly PixelRun[],
	edges: Edges,
	color: string,
	row: number
): void {
	const inset = Math.min(row, MAX_ROWS - 1) * ROW_HEIGHT;
	paper.fillStyle = color;
	for (const { kind, left, right } of runs) {
		const isTop = kind === 'above';
		const outwards = isTop ? -1 : 1;
		const edge = isTop ? edges.top + inset + 1 : edges.bottom - inset - 1;
		if (kind === 'missing') {
			for (let x = left; x <= Math.max(left, right); x += 4) paper.fillRect(x, edge - 1, 1.5, 1.5);
			continue;
		}
		const width = Math.max(BAR_HEIGHT, right - left);
		paper.fillRect(left, isTop ? edge : edge - BAR_HEIGHT, width, BAR_HEIGHT);
		const middle = (left + Math.max(left, right)) / 2;
		const base = edge - outwards * SIGN_HEIGHT;
		paper.beginPath();
		paper.moveTo(middle, edge);
		paper.lineTo(middle - SIGN_WIDTH / 2, base);
		paper.lineTo(middle + SIGN_WIDTH / 2, base);
		paper.fill();
	}
}

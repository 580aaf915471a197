import { signPath, type LineLook } from './line-look.ts';

/** A point on a canvas, in pixels. */
export interface PixelPoint {
	readonly x: number;
	readonly y: number;
}

/** Distance between two signs of a line, in pixels. */
const SIGN_DISTANCE = 96;
/** Shift of the signs from one line to the next, so that overlapping lines do not hide them. */
const SIGN_SHIFT = 37;
const FIRST_SIGN = 14;

/**
 * The points of a line that carry its signs, at equal distances; the last point if no other does.
 * @param points by ascending x, without breaks
 * @param place number of the line in its chart
 */
export function signPoints(points: readonly PixelPoint[], place: number): readonly PixelPoint[] {
	const first = points[0];
	const last = points.at(-1);
	if (first === undefined || last === undefined) return [];
	let next = first.x + FIRST_SIGN + ((place * SIGN_SHIFT) % SIGN_DISTANCE);
	const chosen: PixelPoint[] = [];
	for (const point of points) {
		if (point.x < next) continue;
		chosen.push(point);
		next = point.x + SIGN_DISTANCE;
	}
	return chosen.length === 0 ? [last] : chosen;
}

/** Draws the signs of a line. @param halo colour around each sign, to set it off from the lines */
export function drawSigns(
	paper: CanvasRenderingContext2D,
	at: readonly PixelPoint[],
	{ sign }: LineLook,
	{ color, halo }: { readonly color: string; readonly halo: string }
): void {
	if (sign === 'none') return;
	const outline = new Path2D(signPath(sign));
	const isOpen = sign === 'cross';
	for (const { x, y } of at) {
		paper.save();
		paper.translate(x, y);
		paper.strokeStyle = halo;
		paper.lineWidth = isOpen ? 4 : 2;
		paper.stroke(outline);
		paper.strokeStyle = color;
		paper.fillStyle = color;
		paper.lineWidth = 1.75;
		if (isOpen) paper.stroke(outline);
		else paper.fill(outline);
		paper.restore();
	}
}

/** Points without neighbours, which no stroke reaches. */
export function lonelyPoints(points: readonly PixelPoint[]): readonly PixelPoint[] {
	const isThere = (i: number) => Number.isFinite(points[i]?.y ?? Number.NaN);
	return points.filter((_, i) => isThere(i) && !isThere(i - 1) && !isThere(i + 1));
}

/** Draws isolated points. */
export function drawDots(
	paper: CanvasRenderingContext2D,
	at: readonly PixelPoint[],
	radius: number,
	color: string
): void {
	paper.fillStyle = color;
	for (const { x, y } of at) {
		paper.beginPath();
		paper.arc(x, y, radius, 0, 2 * Math.PI);
		paper.fill();
	}
}

/** Traces a path through points; it breaks at points without a position. */
export function tracePath(
	paper: Pick<CanvasRenderingContext2D, 'moveTo' | 'lineTo'>,
	points: readonly PixelPoint[]
): void {
	const isThere = (point: PixelPoint | undefined) =>
		point !== undefined && Number.isFinite(point.x) && Number.isFinite(point.y);
	points.forEach((point, i) => {
		if (!isThere(point)) return;
		if (isThere(points[i - 1])) paper.lineTo(point.x, point.y);
		else paper.moveTo(point.x, point.y);
	});
}

import { markerPath, type LineLook } from './line-look.ts';

/** A place on a canvas, in pixels. */
export interface PixelPoint {
	readonly x: number;
	readonly y: number;
}

/** Pixels between two signs on a line. */
const MARKER_DISTANCE = 96;
/**
 * By how much the signs of the next line are moved, so that lines on top of each other do not hide
 * them.
 */
const MARKER_SHIFT = 37;
const FIRST_MARKER = 14;

/**
 * Places of a line's signs: points of it, each a distance after the last; the newest where it has
 * no other.
 * @param points by ascending x, without the breaks
 * @param place of the line in its chart
 */
export function markerPoints(points: readonly PixelPoint[], place: number): readonly PixelPoint[] {
	const first = points[0];
	const last = points.at(-1);
	if (first === undefined || last === undefined) return [];
	let next = first.x + FIRST_MARKER + ((place * MARKER_SHIFT) % MARKER_DISTANCE);
	const chosen: PixelPoint[] = [];
	for (const point of points) {
		if (point.x < next) continue;
		chosen.push(point);
		next = point.x + MARKER_DISTANCE;
	}
	return chosen.length === 0 ? [last] : chosen;
}

/** Draws a line's signs. @param halo colour around each, so that it stands out from the lines */
export function drawMarkers(
	paper: CanvasRenderingContext2D,
	at: readonly PixelPoint[],
	{ marker }: LineLook,
	{ color, halo }: { readonly color: string; readonly halo: string }
): void {
	if (marker === 'none') return;
	const outline = new Path2D(markerPath(marker));
	const isOpen = marker === 'cross';
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

/** Points of a line between two breaks or ends, which no stroke reaches. */
export function lonelyPoints(points: readonly PixelPoint[]): readonly PixelPoint[] {
	const isThere = (i: number) => Number.isFinite(points[i]?.y ?? Number.NaN);
	return points.filter((_, i) => isThere(i) && !isThere(i - 1) && !isThere(i + 1));
}

/** Draws points that stand alone. */
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

/** Traces a path through points, broken at points that have no position. */
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

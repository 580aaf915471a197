import type { PlotArea } from '../plot-area.ts';

const SPACING = 5;

/** Hatches areas, for values that cannot be drawn. */
export function drawHatch(
	paper: CanvasRenderingContext2D,
	places: readonly PlotArea[],
	color: string
): void {
	if (places.length === 0) return;
	paper.save();
	paper.beginPath();
	for (const { left, top, width, height } of places) paper.rect(left, top, width, height);
	paper.clip();
	paper.strokeStyle = color;
	paper.lineWidth = 1;
	paper.beginPath();
	const left = Math.min(...places.map((place) => place.left));
	const right = Math.max(...places.map((place) => place.left + place.width));
	const top = Math.min(...places.map((place) => place.top));
	const height = Math.max(...places.map((place) => place.top + place.height)) - top;
	// All areas share one pattern, so that neighbours look connected.
	for (let x = Math.floor((left - height) / SPACING) * SPACING; x < right; x += SPACING) {
		paper.moveTo(x, top + height);
		paper.lineTo(x + height, top);
	}
	paper.stroke();
	paper.restore();
}

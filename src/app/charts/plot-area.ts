import type { ChartTheme } from './theme.ts';

const FONT_SIZE = 12;
const TICK = 4;

/** The part of a canvas inside the axes. */
export interface PlotArea {
	readonly left: number;
	readonly top: number;
	readonly width: number;
	readonly height: number;
}

/** A position on an axis, in pixels from the start of the area, with its label. */
export interface AxisTick {
	readonly at: number;
	readonly text: string;
}

/** Sets the font and colour of an axis. */
export function axisFont(paper: CanvasRenderingContext2D, theme: ChartTheme): void {
	paper.font = `${String(FONT_SIZE)}px ${theme.font}`;
	paper.fillStyle = theme.inkSecondary;
}

/**
 * Draws labels below the area, from left to right. A label that would overlap the last one is left
 * out.
 */
export function drawBottomTicks(
	paper: CanvasRenderingContext2D,
	area: PlotArea,
	ticks: readonly AxisTick[]
): void {
	paper.textAlign = 'center';
	paper.textBaseline = 'top';
	let freeFrom = Number.NEGATIVE_INFINITY;
	for (const { at, text } of ticks) {
		const width = paper.measureText(text).width;
		// The last label must not extend beyond the canvas.
		const center = Math.min(area.left + at, paper.canvas.clientWidth - width / 2);
		if (center - width / 2 < freeFrom) continue;
		paper.fillText(text, center, area.top + area.height + TICK);
		freeFrom = center + width / 2 + 2 * TICK;
	}
}

/**
 * Every n-th tick, with the least n for which no two labels overlap.
 * @param ticks at equal distances
 * @param widthOf a label, in px
 */
export function evenTicks(
	ticks: readonly AxisTick[],
	widthOf: (text: string) => number
): readonly AxisTick[] {
	const isApart = (tick: AxisTick, next: AxisTick) =>
		next.at - tick.at >= (widthOf(tick.text) + widthOf(next.text)) / 2 + 2 * TICK;
	for (let n = 1; n < ticks.length; n += 1) {
		const kept = ticks.filter((_tick, i) => i % n === 0);
		if (kept.every((tick, i) => i === 0 || isApart(kept[i - 1] ?? tick, tick))) return kept;
	}
	return ticks.slice(0, 1);
}

/**
 * Draws labels left of the area, from top to bottom. A label that would overlap the last one is
 * left out.
 */
export function drawLeftTicks(
	paper: CanvasRenderingContext2D,
	area: PlotArea,
	ticks: readonly AxisTick[]
): void {
	paper.textAlign = 'right';
	paper.textBaseline = 'middle';
	let freeFrom = Number.NEGATIVE_INFINITY;
	for (const { at, text } of ticks) {
		// The first label must not extend beyond the canvas.
		const middle = Math.max(area.top + at, FONT_SIZE / 2 + 1);
		if (middle - FONT_SIZE / 2 < freeFrom) continue;
		paper.fillText(text, area.left - TICK, middle);
		freeFrom = middle + FONT_SIZE / 2 + 2;
	}
}

/** Draws the titles of the axes: below the area, and rotated beside it. */
export function drawAxisTitles(
	paper: CanvasRenderingContext2D,
	area: PlotArea,
	titles: { readonly bottom: string; readonly left: string },
	height: number
): void {
	paper.textAlign = 'center';
	paper.textBaseline = 'bottom';
	paper.fillText(titles.bottom, area.left + area.width / 2, height);
	paper.save();
	paper.translate(0, area.top + area.height / 2);
	paper.rotate(-Math.PI / 2);
	paper.textBaseline = 'top';
	paper.fillText(titles.left, 0, 0);
	paper.restore();
}

/** Round numbers inside a range, about `limit` of them. */
export function roundTicks(min: number, max: number, limit: number): readonly number[] {
	const span = max - min;
	if (!(span > 0)) return [min];
	const rough = span / Math.max(1, limit);
	const decade = 10 ** Math.floor(Math.log10(rough));
	const step = ([1, 2, 5, 10].find((factor) => factor * decade >= rough) ?? 10) * decade;
	const first = Math.ceil(min / step - 1e-9);
	const count = Math.floor(max / step + 1e-9) - first;
	return Array.from({ length: count + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

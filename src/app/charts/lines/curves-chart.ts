import { CanvasSheet, type Sheet } from '../canvas-sheet.ts';
import { drawEdgeRuns, type PixelRun } from './draw-edge-runs.ts';
import { drawDots, drawSigns, lonelyPoints, signPoints, tracePath } from './draw-line.ts';
import { beyondAxis } from './edge-runs.ts';
import type { LineLook } from './line-look.ts';
import {
	axisFont,
	drawAxisTitles,
	drawBottomTicks,
	drawLeftTicks,
	roundTicks,
	type PlotArea
} from '../plot-area.ts';
import type { ChartTheme, SeriesColor } from '../theme.ts';

const MARGIN = Object.freeze({ left: 62, right: 12, top: 8, bottom: 6 });
/** For places and the name of their axis. */
const PLACES = 30;
const PIXELS_PER_LEVEL = 40;
const PIXELS_PER_TICK = 60;
const LINE_WIDTH = 1.75;

/** A line that breaks where a value is not finite. */
interface Curve {
	readonly color: SeriesColor;
	readonly look: LineLook;
	readonly values: Float64Array;
}

/** Curves over 0 .. n - 1. */
export interface CurvesModel {
	readonly curves: readonly Curve[];
	readonly label: string;
	readonly valueLabel: string;
	readonly formatTick: (value: number) => string;
	/** The values that the axis spans at least, so that several charts have one scale. */
	readonly reach: readonly number[];
	/** Whether the places are written below, as in the last of several charts. */
	readonly hasPlaces: boolean;
	/** A place that is always marked, such as the right answer. */
	readonly marked: number | undefined;
	/** The place under the pointer. */
	readonly cursor: number | undefined;
}

/** Draws a `CurvesModel` on a canvas. */
export class CurvesChart {
	readonly #canvas: HTMLCanvasElement;
	readonly #sheet: CanvasSheet;
	#model: CurvesModel;

	constructor(canvas: HTMLCanvasElement, model: CurvesModel) {
		this.#canvas = canvas;
		this.#model = model;
		this.#sheet = new CanvasSheet(canvas, (sheet) => {
			this.#draw(sheet);
		});
	}

	update(model: CurvesModel): void {
		this.#model = model;
		this.#sheet.invalidate();
	}

	/** The place at a horizontal position of the canvas. */
	placeAt(x: number): number {
		const area = areaOf(this.#canvas.clientWidth, this.#canvas.clientHeight, this.#model);
		const last = this.#count() - 1;
		const place = Math.round(((x - area.left) / area.width) * last);
		return Math.min(last, Math.max(0, place));
	}

	destroy(): void {
		this.#sheet.destroy();
	}

	#count(): number {
		return Math.max(0, ...this.#model.curves.map(({ values }) => values.length));
	}

	#draw({ paper, width, height, theme }: Sheet): void {
		const model = this.#model;
		const area = areaOf(width, height, model);
		const last = Math.max(1, this.#count() - 1);
		const { min, max } = rangeOf(model);
		const toX = (place: number) => (place / last) * area.width;
		const toY = (value: number) => area.height * (1 - (value - min) / (max - min));
		const levels = roundTicks(min, max, Math.max(2, area.height / PIXELS_PER_LEVEL));
		paper.fillStyle = theme.rule;
		for (const level of levels) {
			paper.fillRect(area.left, Math.round(area.top + toY(level)), area.width, 1);
		}
		axisFont(paper, theme);
		const places = roundTicks(0, last, Math.max(2, area.width / PIXELS_PER_TICK));
		if (model.hasPlaces) {
			drawBottomTicks(
				paper,
				area,
				places.map((place) => ({ at: toX(place), text: model.formatTick(place) }))
			);
		}
		drawLeftTicks(
			paper,
			area,
			levels.toReversed().map((level) => ({ at: toY(level), text: model.formatTick(level) }))
		);
		const bottom = model.hasPlaces ? model.label : '';
		drawAxisTitles(paper, area, { bottom, left: model.valueLabel }, height);
		drawVertical(paper, area, model.marked, toX, theme.accent, [4, 3]);
		model.curves.forEach((curve, place) => {
			drawCurve(paper, area, curve, { toX, toY, place, theme });
		});
		drawVertical(paper, area, model.cursor, toX, theme.ink, []);
	}
}

function areaOf(width: number, height: number, { hasPlaces }: CurvesModel): PlotArea {
	const bottom = MARGIN.bottom + (hasPlaces ? PLACES : 0);
	return {
		left: MARGIN.left,
		top: MARGIN.top,
		width: Math.max(1, width - MARGIN.left - MARGIN.right),
		height: Math.max(1, height - MARGIN.top - bottom)
	};
}

/** The value range. It contains zero and has a margin on both sides. */
function rangeOf({ curves, reach }: CurvesModel): { readonly min: number; readonly max: number } {
	let [min, max] = [0, 0];
	for (const values of [reach, ...curves.map((curve) => curve.values)]) {
		for (const value of values) {
			if (!Number.isFinite(value)) continue;
			if (value < min) min = value;
			if (value > max) max = value;
		}
	}
	const margin = 0.04 * (max - min) || 1;
	return { min: min < 0 ? min - margin : 0, max: max > 0 ? max + margin : min < 0 ? 0 : margin };
}

/** How a curve is drawn, and its number. */
interface Placing {
	readonly toX: (place: number) => number;
	readonly toY: (value: number) => number;
	readonly place: number;
	readonly theme: ChartTheme;
}

function drawCurve(
	paper: CanvasRenderingContext2D,
	area: PlotArea,
	{ color: name, look, values }: Curve,
	{ toX, toY, place, theme }: Placing
): void {
	const color = theme.series(name);
	const points = Array.from(values, (value, i) => ({
		x: area.left + toX(i),
		y: Number.isFinite(value) ? area.top + toY(value) : Number.NaN
	}));
	paper.strokeStyle = color;
	paper.lineWidth = LINE_WIDTH;
	paper.lineJoin = 'round';
	paper.setLineDash([...look.dash]);
	paper.beginPath();
	tracePath(paper, points);
	paper.stroke();
	paper.setLineDash([]);
	paper.lineWidth = 1;
	drawDots(paper, lonelyPoints(points), LINE_WIDTH, color);
	const there = points.filter(({ y }) => !Number.isNaN(y));
	drawSigns(paper, signPoints(there, place), look, { color, halo: theme.surface });
	const runs = Array.from(values).flatMap((value, i): PixelRun[] => {
		const kind = beyondAxis(value, 'plain');
		const x = area.left + toX(i);
		return kind === undefined ? [] : [{ kind, left: x, right: x }];
	});
	drawEdgeRuns(paper, runs, { top: area.top, bottom: area.top + area.height }, color, place);
}

function drawVertical(
	paper: CanvasRenderingContext2D,
	area: PlotArea,
	place: number | undefined,
	toX: (place: number) => number,
	color: ChartTheme['ink'],
	dash: number[]
): void {
	if (place === undefined) return;
	const x = Math.round(area.left + toX(place)) + 0.5;
	paper.strokeStyle = color;
	paper.setLineDash(dash);
	paper.beginPath();
	paper.moveTo(x, area.top);
	paper.lineTo(x, area.top + area.height);
	paper.stroke();
	paper.setLineDash([]);
}

import { CanvasSheet, type Sheet } from '../canvas-sheet.ts';
import { drawCellDots, hasRoomForDots, lookColors, type CellLook } from './cell-looks.ts';
import { colorRamp, parseHex } from './color-ramp.ts';
import { gridArea } from './grid-area.ts';
import { drawHatch } from './hatch.ts';
import { PixelImage } from './pixel-image.ts';
import {
	axisFont,
	drawAxisTitles,
	drawBottomTicks,
	drawLeftTicks,
	roundTicks,
	type AxisTick,
	type PlotArea
} from '../plot-area.ts';
import { pixelDensity } from '../printing.svelte.ts';
import type { ChartTheme } from '../theme.ts';

const TICKS = 5;
/** For the numbers and the title below the cells. */
const ROOM_BELOW = 34;

/** Numbers over two axes, drawn as colours; row 0 is on top. */
export interface GridModel {
	readonly rows: number;
	readonly columns: number;
	/** [rows, columns]; values that are not finite are hatched. */
	readonly values: Float32Array;
	readonly scale: 'sequential' | 'diverging' | 'categories';
	/** Look of cells with value i; undefined: one colour per value. */
	readonly looks: readonly CellLook[] | undefined;
	readonly rowLabel: string;
	readonly columnLabel: string;
	readonly rowNames: readonly string[] | undefined;
	readonly columnNames: readonly string[] | undefined;
	/** Whether numbers and titles are drawn around the cells. */
	readonly hasAxes: boolean;
	/** Text of a row or column without a name. */
	readonly formatTick: (place: number) => string;
	/** The selected cell. */
	readonly cursor: GridCell | undefined;
}

export interface GridCell {
	readonly row: number;
	readonly column: number;
}

/** The smallest and largest finite value; both 0 if there is none. */
export function gridRange(values: Float32Array): { readonly min: number; readonly max: number } {
	let min = Number.POSITIVE_INFINITY;
	let max = Number.NEGATIVE_INFINITY;
	for (const value of values) {
		if (!Number.isFinite(value)) continue;
		if (value < min) min = value;
		if (value > max) max = value;
	}
	return min <= max ? { min, max } : { min: 0, max: 0 };
}

type Color = readonly [number, number, number];

/** Position of a value on the ramp, from 0 to 1. */
function placeOf({ scale, values }: GridModel): (value: number) => number {
	const { min, max } = gridRange(values);
	if (scale === 'diverging') {
		const reach = Math.max(Math.abs(min), Math.abs(max)) || 1;
		return (value) => 0.5 + value / (2 * reach);
	}
	const span = max - min || 1;
	return (value) => (value - min) / span;
}

function colorOf(model: GridModel, theme: ChartTheme, isTinted: boolean): (value: number) => Color {
	const { scale, looks } = model;
	if (looks !== undefined) {
		const colors = lookColors(looks, theme, isTinted);
		return (value) => colors[Math.round(value)] ?? parseHex(theme.surface);
	}
	if (scale === 'categories') return (value) => parseHex(theme.category(Math.round(value)));
	const ramp = colorRamp(theme.ramp(scale));
	const place = placeOf(model);
	return (value) => ramp.at(place(value));
}

/** Draws a `GridModel` on a canvas. */
export class GridChart {
	readonly #canvas: HTMLCanvasElement;
	readonly #sheet: CanvasSheet;
	readonly #image = new PixelImage();
	#model: GridModel;

	constructor(canvas: HTMLCanvasElement, model: GridModel) {
		this.#canvas = canvas;
		this.#model = model;
		this.#sheet = new CanvasSheet(canvas, (sheet) => {
			this.#draw(sheet);
		});
	}

	update(model: GridModel): void {
		this.#model = model;
		this.#sheet.invalidate();
	}

	/** The cell at a position of the canvas; undefined outside the grid. */
	cellAt(x: number, y: number): GridCell | undefined {
		const area = this.#area(this.#canvas.clientWidth, this.#canvas.clientHeight);
		const column = Math.floor(((x - area.left) / area.width) * this.#model.columns);
		const row = Math.floor(((y - area.top) / area.height) * this.#model.rows);
		const isInside =
			column >= 0 && column < this.#model.columns && row >= 0 && row < this.#model.rows;
		return isInside ? { row, column } : undefined;
	}

	destroy(): void {
		this.#sheet.destroy();
	}

	#area(width: number, height: number): PlotArea {
		return gridArea(this.#model, width, height, pixelDensity());
	}

	#draw({ paper, width, height, theme }: Sheet): void {
		const model = this.#model;
		const area = this.#area(width, height);
		const hasDots = hasRoomForDots(area, model);
		const color = colorOf(model, theme, !hasDots);
		this.#image.draw(paper, area, model, (row, column) => {
			const value = model.values[row * model.columns + column] ?? Number.NaN;
			return Number.isFinite(value) ? color(value) : undefined;
		});
		if (model.looks !== undefined && hasDots) drawCellDots(paper, area, model, model.looks, theme);
		drawHatch(paper, brokenCells(model, area), theme.inkSecondary);
		if (model.hasAxes) drawAxes(paper, area, model, height, theme);
		this.#drawCursor(paper, area, theme);
	}

	#drawCursor(paper: CanvasRenderingContext2D, area: PlotArea, theme: ChartTheme): void {
		const { cursor, rows, columns } = this.#model;
		if (cursor === undefined) return;
		const [width, height] = [area.width / columns, area.height / rows];
		const box = [
			area.left + cursor.column * width,
			area.top + cursor.row * height,
			width,
			height
		] as const;
		// Two frames of different colours, so that one stands out from any cell.
		paper.lineWidth = 3;
		paper.strokeStyle = theme.surface;
		paper.strokeRect(...box);
		paper.lineWidth = 1.5;
		paper.strokeStyle = theme.ink;
		paper.strokeRect(...box);
		paper.lineWidth = 1;
	}
}

function drawAxes(
	paper: CanvasRenderingContext2D,
	area: PlotArea,
	{ rows, columns, rowNames, columnNames, rowLabel, columnLabel, formatTick }: GridModel,
	height: number,
	theme: ChartTheme
): void {
	paper.strokeStyle = theme.rule;
	paper.strokeRect(area.left - 0.5, area.top - 0.5, area.width + 1, area.height + 1);
	axisFont(paper, theme);
	drawBottomTicks(paper, area, ticksOf(columns, columnNames, formatTick, area.width));
	drawLeftTicks(paper, area, ticksOf(rows, rowNames, formatTick, area.height));
	const bottom = Math.min(height, area.top + area.height + ROOM_BELOW);
	drawAxisTitles(paper, area, { bottom: columnLabel, left: rowLabel }, bottom);
}

/** Areas of cells whose value is not finite; neighbours in a row are one area. */
function brokenCells({ rows, columns, values }: GridModel, area: PlotArea): readonly PlotArea[] {
	const [width, height] = [area.width / columns, area.height / rows];
	const isBroken = (row: number, column: number) =>
		column < columns && !Number.isFinite(values[row * columns + column] ?? Number.NaN);
	const places: PlotArea[] = [];
	for (let row = 0; row < rows; row += 1) {
		for (let from = 0; from < columns; from += 1) {
			let until = from;
			while (isBroken(row, until)) until += 1;
			if (until === from) continue;
			const [left, top] = [area.left + from * width, area.top + row * height];
			places.push({ left, top, width: (until - from) * width, height });
			from = until;
		}
	}
	return places;
}

/** All names if there are names, else a few numbers. */
function ticksOf(
	count: number,
	names: readonly string[] | undefined,
	formatTick: GridModel['formatTick'],
	length: number
): readonly AxisTick[] {
	const places =
		names === undefined ? roundTicks(0, count - 1, TICKS) : names.map((_, index) => index);
	return places
		.filter((place) => Number.isInteger(place))
		.map((place) => ({
			at: ((place + 0.5) / count) * length,
			text: names?.[place] ?? formatTick(place)
		}));
}

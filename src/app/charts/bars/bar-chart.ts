import { CanvasSheet, type Sheet } from '../canvas-sheet.ts';
import { colorRamp } from '../grids/color-ramp.ts';
import { drawEdgeRuns, type PixelRun } from '../lines/draw-edge-runs.ts';
import { beyondAxis } from '../lines/edge-runs.ts';
import {
	axisFont,
	drawAxisTitles,
	drawBottomTicks,
	drawLeftTicks,
	evenTicks,
	roundTicks,
	type AxisTick,
	type PlotArea
} from '../plot-area.ts';
import { pixelDensity } from '../printing.svelte.ts';
import type { ChartTheme } from '../theme.ts';

/** One bar with a number, or a name instead. */
export interface Bar {
	readonly number: number;
	readonly name?: string | undefined;
	readonly value: number;
	/** Share of the accent colour in its colour, from 0 to 1. */
	readonly emphasis: number;
}

/** Bars from left to right. */
export interface BarsModel {
	readonly bars: readonly Bar[];
	/** Title of the axis of names. */
	readonly label: string;
	/** Title of the value axis; undefined: none, and only bars in full accent are named. */
	readonly valueLabel: string | undefined;
	/** Labels of the value axis. */
	readonly formatTick: (value: number) => string;
	/** Index of the selected bar. */
	readonly cursor: number | undefined;
}

/** The name of a bar on its axis. */
export const nameOf = ({ number, name }: Bar): string => name ?? String(number);

const MARGIN = Object.freeze({ left: 52, right: 4, top: 8, bottom: 36 });
/** Room for the names below the bars. */
const NAMES_ONLY = Object.freeze({ left: 0, right: 0, top: 4, bottom: 18 });
const VALUE_TICKS = 4;
const NAME_TICKS = 8;
/** Share of a bar's slot that it fills. */
const FILLED = 0.85;
const CURSOR_WIDTH = 1.5;

/** The values of an axis that contains 0 and all finite values. */
function rangeOf(bars: readonly Bar[]): { readonly min: number; readonly max: number } {
	const finite = bars.map(({ value }) => value).filter((value) => Number.isFinite(value));
	const [min, max] = [Math.min(0, ...finite), Math.max(0, ...finite)];
	return min === max ? { min: 0, max: 1 } : { min, max };
}

/** Left edge and width of bar `i` in whole device pixels, and in pixels of the page. */
function slotOf(area: PlotArea, count: number, i: number): { left: number; width: number } {
	const density = pixelDensity();
	const slot = (area.width * density) / count;
	const width = Math.max(1, Math.floor(slot * FILLED));
	const left = Math.round(area.left * density + i * slot + (slot - width) / 2);
	return { left: left / density, width: width / density };
}

/** Draws a `BarsModel` on a canvas. */
export class BarChart {
	readonly #canvas: HTMLCanvasElement;
	readonly #sheet: CanvasSheet;
	#model: BarsModel;

	constructor(canvas: HTMLCanvasElement, model: BarsModel) {
		this.#canvas = canvas;
		this.#model = model;
		this.#sheet = new CanvasSheet(canvas, (sheet) => {
			this.#draw(sheet);
		});
	}

	update(model: BarsModel): void {
		this.#model = model;
		this.#sheet.invalidate();
	}

	/** Index of the bar at a horizontal position of the canvas. */
	indexAt(offsetX: number): number | undefined {
		const { left, width } = this.#area(this.#canvas.clientWidth, this.#canvas.clientHeight);
		const index = Math.floor(((offsetX - left) / width) * this.#model.bars.length);
		return index in this.#model.bars ? index : undefined;
	}

	destroy(): void {
		this.#sheet.destroy();
	}

	#area(width: number, height: number): PlotArea {
		const margin = this.#model.valueLabel === undefined ? NAMES_ONLY : MARGIN;
		return {
			left: margin.left,
			top: margin.top,
			width: Math.max(1, width - margin.left - margin.right),
			height: Math.max(1, height - margin.top - margin.bottom)
		};
	}

	#draw({ paper, width, height, theme }: Sheet): void {
		const { bars, label, valueLabel, formatTick } = this.#model;
		const area = this.#area(width, height);
		const { min, max } = rangeOf(bars);
		const toY = (value: number) => area.top + (area.height * (max - value)) / (max - min);
		if (valueLabel !== undefined) {
			const ticks = roundTicks(min, max, VALUE_TICKS).map((value) => ({
				at: toY(value) - area.top,
				text: formatTick(value)
			}));
			drawValueAxis(paper, area, ticks, theme);
			axisFont(paper, theme);
			drawAxisTitles(paper, area, { bottom: label, left: valueLabel }, height);
		}
		this.#drawBars(paper, area, toY, theme);
		paper.fillStyle = theme.edge;
		paper.fillRect(area.left, Math.round(toY(0)), area.width, 1);
		axisFont(paper, theme);
		if (valueLabel === undefined) paper.fillStyle = theme.accent;
		const names = this.#nameTicks(area.width);
		const widthOf = (text: string) => paper.measureText(text).width;
		const isEven = valueLabel !== undefined && bars.every(({ name }) => name !== undefined);
		drawBottomTicks(paper, area, isEven ? evenTicks(names, widthOf) : names);
	}

	#drawBars(
		paper: CanvasRenderingContext2D,
		area: PlotArea,
		toY: (value: number) => number,
		theme: ChartTheme
	): void {
		const { bars, cursor } = this.#model;
		const ramp = colorRamp([theme.bar, theme.accent]);
		bars.forEach(({ value, emphasis }, i) => {
			if (!Number.isFinite(value)) return;
			const { left, width } = slotOf(area, bars.length, i);
			const [top, bottom] = [toY(Math.max(0, value)), toY(Math.min(0, value))];
			paper.fillStyle = `rgb(${ramp.at(emphasis).join(' ')})`;
			paper.fillRect(left, top, width, bottom - top);
			if (i !== cursor) return;
			paper.lineWidth = CURSOR_WIDTH;
			paper.strokeStyle = theme.ink;
			paper.strokeRect(left, top, width, bottom - top);
			paper.lineWidth = 1;
		});
		const runs = bars.flatMap(({ value }, i): PixelRun[] => {
			const kind = beyondAxis(value, 'plain');
			const { left, width } = slotOf(area, bars.length, i);
			const middle = left + width / 2;
			return kind === undefined ? [] : [{ kind, left: middle - 1, right: middle + 1 }];
		});
		drawEdgeRuns(paper, runs, { top: area.top, bottom: area.top + area.height }, theme.ink, 0);
	}

	/** Names of bars in full accent; with a value axis, of a few bars. */
	#nameTicks(width: number): readonly AxisTick[] {
		const { bars, valueLabel, formatTick } = this.#model;
		const [first, last] = [bars[0]?.number ?? 0, bars.at(-1)?.number ?? 0];
		const round = new Set(roundTicks(first, last, NAME_TICKS));
		const isNamed = ({ emphasis, name, number }: Bar) =>
			valueLabel === undefined ? emphasis >= 1 : name !== undefined || round.has(number);
		return bars.flatMap((bar, i) =>
			isNamed(bar)
				? [{ at: ((i + 0.5) / bars.length) * width, text: bar.name ?? formatTick(bar.number) }]
				: []
		);
	}
}

function drawValueAxis(
	paper: CanvasRenderingContext2D,
	area: PlotArea,
	ticks: readonly AxisTick[],
	theme: ChartTheme
): void {
	paper.fillStyle = theme.rule;
	for (const { at } of ticks) paper.fillRect(area.left, Math.round(area.top + at), area.width, 1);
	axisFont(paper, theme);
	drawLeftTicks(paper, area, ticks.toReversed());
}

import { decadeTicks, lastStepOnAxis } from '../lines/axis-range.ts';
import { CanvasSheet, type Sheet } from '../canvas-sheet.ts';
import { colorRamp } from './color-ramp.ts';
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
import { historyImage, type SpectrumHistory } from '../bars/spectrum-history.ts';

const MARGIN = Object.freeze({ left: 44, right: 12, top: 4, bottom: 36 });
const FREQUENCY_TICKS = 4;
const STEP_TICKS = 4;

/** Spectra over steps: frequency upwards, step to the right, norm as colour. */
export interface HeatmapModel {
	/** Increases when the history grows. */
	readonly version: number;
	readonly history: SpectrumHistory;
	readonly stepScale: 'linear' | 'log';
	/** The axis includes this step. */
	readonly lastStep: number;
	/** Marked at the right edge. */
	readonly keyFrequencies: readonly number[];
	/** Step of the crosshair. */
	readonly cursor: number | undefined;
	readonly formatStep: (step: number) => string;
}

/** The step axis of the charts, from step 0 (drawn at 1), over an area. */
interface StepAxis {
	readonly toStep: (x: number) => number;
	readonly toX: (step: number) => number;
}

function stepAxis({ stepScale, lastStep }: HeatmapModel, width: number): StepAxis {
	const max = lastStepOnAxis(lastStep);
	const isLog = stepScale === 'log';
	return {
		toStep: (x) => (isLog ? max ** (x / width) : 1 + (max - 1) * (x / width)) - 1,
		toX: (step) =>
			width * (isLog ? Math.log(step + 1) / Math.log(max) : step / Math.max(1, max - 1))
	};
}

function areaOf({ width, height }: Pick<Sheet, 'width' | 'height'>): PlotArea {
	return {
		left: MARGIN.left,
		top: MARGIN.top,
		width: Math.max(1, width - MARGIN.left - MARGIN.right),
		height: Math.max(1, height - MARGIN.top - MARGIN.bottom)
	};
}

/** Draws a `HeatmapModel` on a canvas. */
export class Heatmap {
	readonly #canvas: HTMLCanvasElement;
	readonly #sheet: CanvasSheet;
	readonly #image = new PixelImage();
	#model: HeatmapModel;

	constructor(canvas: HTMLCanvasElement, model: HeatmapModel) {
		this.#canvas = canvas;
		this.#model = model;
		this.#sheet = new CanvasSheet(canvas, (sheet) => {
			this.#draw(sheet);
		});
	}

	update(model: HeatmapModel): void {
		this.#model = model;
		this.#sheet.invalidate();
	}

	/** The step at a horizontal position of the canvas, clamped to the axis. */
	stepAt(offsetX: number): number {
		const { left, width } = areaOf({
			width: this.#canvas.clientWidth,
			height: this.#canvas.clientHeight
		});
		const x = Math.min(width, Math.max(0, offsetX - left));
		return Math.round(stepAxis(this.#model, width).toStep(x));
	}

	destroy(): void {
		this.#sheet.destroy();
	}

	#draw({ paper, width, height, theme }: Sheet): void {
		const area = areaOf({ width, height });
		const axis = stepAxis(this.#model, area.width);
		const stepsAt = Array.from({ length: Math.round(area.width) }, (_, x) => axis.toStep(x + 1));
		const image = historyImage(this.#model.history, stepsAt, Math.floor(area.height));
		const past = Math.ceil(axis.toX(this.#model.lastStep));
		const ramp = colorRamp(theme.ramp('sequential'));
		this.#image.draw(paper, area, { rows: image.bins, columns: image.columns }, (row, column) => {
			const value = image.values[(image.bins - 1 - row) * image.columns + column] ?? Number.NaN;
			return Number.isNaN(value) || column > past ? undefined : ramp.at(value);
		});
		drawHatch(
			paper,
			image.broken
				.filter((column) => column <= past)
				.map((column) => ({ ...area, left: area.left + column, width: 1 })),
			theme.inkSecondary
		);
		paper.strokeStyle = theme.rule;
		paper.strokeRect(area.left - 0.5, area.top - 0.5, area.width + 1, area.height + 1);
		axisFont(paper, theme);
		drawBottomTicks(paper, area, this.#stepTicks(axis));
		drawLeftTicks(paper, area, this.#frequencyTicks(area.height));
		drawAxisTitles(paper, area, { bottom: 'step + 1', left: 'frequency k' }, height);
		this.#drawKeys(paper, area, theme.accent);
		this.#drawCursor(paper, area, axis, theme.ink);
	}

	#frequencies(): number {
		return this.#model.history.rows.find((row) => row !== undefined)?.length ?? 0;
	}

	#middleOf(frequency: number, height: number): number {
		return height * (1 - (frequency - 0.5) / Math.max(1, this.#frequencies()));
	}

	#frequencyTicks(height: number): readonly AxisTick[] {
		const count = this.#frequencies();
		const names = count === 0 ? [] : [1, ...roundTicks(2, count, FREQUENCY_TICKS)];
		return names.toReversed().map((k) => ({ at: this.#middleOf(k, height), text: String(k) }));
	}

	#stepTicks({ toX }: StepAxis): readonly AxisTick[] {
		const { stepScale, lastStep, formatStep } = this.#model;
		const max = lastStepOnAxis(lastStep);
		const places = stepScale === 'log' ? decadeTicks(1, max, 8) : roundTicks(0, max, STEP_TICKS);
		return places.map((place) => ({ at: toX(Math.max(0, place - 1)), text: formatStep(place) }));
	}

	/** Draws small marks at the right edge. */
	#drawKeys(paper: CanvasRenderingContext2D, area: PlotArea, color: string): void {
		paper.fillStyle = color;
		for (const k of this.#model.keyFrequencies) {
			const y = area.top + this.#middleOf(k, area.height);
			const x = area.left + area.width + 2;
			paper.beginPath();
			paper.moveTo(x, y);
			paper.lineTo(x + 7, y - 4);
			paper.lineTo(x + 7, y + 4);
			paper.fill();
		}
	}

	#drawCursor(
		paper: CanvasRenderingContext2D,
		area: PlotArea,
		{ toX }: StepAxis,
		color: string
	): void {
		const { cursor } = this.#model;
		if (cursor === undefined) return;
		paper.fillStyle = color;
		paper.fillRect(Math.round(area.left + toX(cursor)), area.top, 1, area.height);
	}
}

import {
	PLOT_LEFT,
	PLOT_RIGHT,
	shareOnAxis,
	stepOnAxis,
	stepAxis,
	stepTicks
} from '../lines/step-axis.ts';
import { CanvasSheet, type Sheet } from '../canvas-sheet.ts';
import { colorRamp, type ColorRamp } from './color-ramp.ts';
import { drawHatch } from './hatch.ts';
import { PixelImage } from './pixel-image.ts';
import {
	axisFont,
	drawBottomTicks,
	drawLeftTicks,
	roundTicks,
	type AxisTick,
	type PlotArea
} from '../plot-area.ts';
import { historyImage, type HistoryImage, type SpectrumHistory } from '../bars/spectrum-history.ts';

const TOP = 4;
const LABELS_BELOW = 20;
const BARE_BELOW = 4;
const GHOST_ALPHA = 0.4;
/** Height for each label of the frequency axis, in pixels. */
const TICK_HEIGHT = 28;

/** Spectra over steps: frequency upwards, step to the right, norm as colour. */
export interface HeatmapModel {
	/** Increases when the history grows. */
	readonly version: number;
	readonly history: SpectrumHistory;
	/** The spectra of another run, drawn faintly after the newest step. */
	readonly ghost: SpectrumHistory | undefined;
	readonly stepScale: 'linear' | 'log';
	/** Whether the step axis has labels. One chart of a column does. */
	readonly hasStepLabels: boolean;
	/** The run has this many steps; nothing is drawn after them. */
	readonly step: number;
	/** The axis includes this step. */
	readonly lastStep: number;
	/** Marked at the right edge. */
	readonly keyFrequencies: readonly number[];
	/** Step of the crosshair. */
	readonly cursor: number | undefined;
	readonly formatStep: (step: number) => string;
}

const axisOf = ({ stepScale, lastStep }: HeatmapModel) => stepAxis(stepScale, lastStep);

function areaOf(
	{ width, height }: Pick<Sheet, 'width' | 'height'>,
	{ hasStepLabels }: HeatmapModel
): PlotArea {
	return {
		left: PLOT_LEFT,
		top: TOP,
		width: Math.max(1, width - PLOT_LEFT - PLOT_RIGHT),
		height: Math.max(1, height - TOP - (hasStepLabels ? LABELS_BELOW : BARE_BELOW))
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
		const { clientWidth, clientHeight } = this.#canvas;
		const size = { width: clientWidth, height: clientHeight };
		const { left, width } = areaOf(size, this.#model);
		return Math.round(stepOnAxis(axisOf(this.#model), (offsetX - left) / width));
	}

	destroy(): void {
		this.#sheet.destroy();
	}

	#draw({ paper, width, height, theme }: Sheet): void {
		const area = areaOf({ width, height }, this.#model);
		const axis = axisOf(this.#model);
		const columns = Math.round(area.width);
		const stepsAt = Array.from({ length: columns }, (_, x) => stepOnAxis(axis, (x + 1) / columns));
		const { step, history, ghost } = this.#model;
		const past = step === 0 ? -1 : Math.ceil(columns * shareOnAxis(axis, step));
		const ramp = colorRamp(theme.ramp('sequential'));
		const bins = Math.floor(area.height);
		if (ghost !== undefined) {
			paper.globalAlpha = GHOST_ALPHA;
			this.#drawImage(paper, area, historyImage(ghost, stepsAt, bins), ramp, (at) => at > past);
			paper.globalAlpha = 1;
		}
		const image = historyImage(history, stepsAt, bins);
		this.#drawImage(paper, area, image, ramp, (at) => at <= past);
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
		if (this.#model.hasStepLabels) drawBottomTicks(paper, area, this.#stepTicks(area.width));
		drawLeftTicks(paper, area, this.#frequencyTicks(area.height));
		this.#drawKeys(paper, area, theme.accent);
		this.#drawCursor(paper, area, theme.ink);
	}

	#drawImage(
		paper: CanvasRenderingContext2D,
		area: PlotArea,
		{ bins: rows, columns, values }: HistoryImage,
		ramp: ColorRamp,
		isShown: (column: number) => boolean
	): void {
		this.#image.draw(paper, area, { rows, columns }, (row, column) => {
			const value = values[(rows - 1 - row) * columns + column] ?? Number.NaN;
			return Number.isNaN(value) || !isShown(column) ? undefined : ramp.at(value);
		});
	}

	#frequencies(): number {
		const { history, ghost } = this.#model;
		const rows = [...history.rows, ...(ghost?.rows ?? [])];
		return rows.find((row) => row !== undefined)?.length ?? 0;
	}

	#middleOf(frequency: number, height: number): number {
		return height * (1 - (frequency - 0.5) / Math.max(1, this.#frequencies()));
	}

	#frequencyTicks(height: number): readonly AxisTick[] {
		const count = this.#frequencies();
		const names =
			count === 0 ? [] : [1, ...roundTicks(2, count, Math.max(1, height / TICK_HEIGHT))];
		return names.toReversed().map((k) => ({ at: this.#middleOf(k, height), text: String(k) }));
	}

	#stepTicks(width: number): readonly AxisTick[] {
		const axis = axisOf(this.#model);
		return stepTicks(axis, width).map((step) => ({
			at: width * shareOnAxis(axis, step),
			text: this.#model.formatStep(step)
		}));
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

	#drawCursor(paper: CanvasRenderingContext2D, area: PlotArea, color: string): void {
		const { cursor } = this.#model;
		if (cursor === undefined) return;
		const x = area.width * shareOnAxis(axisOf(this.#model), cursor);
		paper.fillStyle = color;
		paper.fillRect(Math.round(area.left + x), area.top, 1, area.height);
	}
}

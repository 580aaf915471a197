import type { Chart, Plugin } from 'chart.js';
import { gatherFlags, placeLabels, placeLevelLabel, placeMarkLabels } from './label-placement.ts';
import { pixelPoints } from './line-marks.ts';
import type { ChartTheme } from '../theme.ts';

/** A tinted band of the step axis. */
export interface Band {
	readonly label: string;
	readonly from: number;
	/** Undefined: to the right edge. */
	readonly until: number | undefined;
	readonly isTransition: boolean;
}

/** A vertical mark for an event at a step. */
export interface EventMark {
	readonly step: number;
	readonly label: string;
}

/** Everything drawn behind and over the lines. */
export interface Annotations {
	readonly bands: readonly Band[];
	readonly marks: readonly EventMark[];
	/** A thin horizontal line with a label, such as the chance level. */
	readonly reference: { readonly value: number; readonly label: string } | undefined;
	/** Step of the crosshair. */
	readonly cursor: number | undefined;
	/** The earlier step that the page shows. */
	readonly pin: number | undefined;
	readonly formatStep: (step: number) => string;
}

/**
 * A mark whose label has no room in the chart, in canvas pixels. The page shows its text on hover.
 */
export interface ChartFlag {
	readonly x: number;
	/** Middle of its row. */
	readonly y: number;
	readonly words: readonly string[];
}

const LABEL_GAP = 4;
const MIN_TRANSITION_WIDTH = 2;
const ROW_HEIGHT = 16;
const FONT_SIZE = 12;
/** Width of a flag as a target for the pointer. */
const FLAG_WIDTH = 24;

/** Height above the plot: a row for phases, and one for events if there are any. */
export const roomForLabels = ({ marks }: Pick<Annotations, 'marks'>): number =>
	ROW_HEIGHT + 2 + (marks.length > 0 ? ROW_HEIGHT : 0);

interface Context {
	readonly model: Annotations;
	readonly theme: ChartTheme;
	/** Called at each drawing. */
	readonly onflags: (flags: readonly ChartFlag[]) => void;
}

interface Area {
	readonly left: number;
	readonly right: number;
	readonly top: number;
	readonly bottom: number;
}

interface Drawing extends Context {
	readonly chart: Chart;
	readonly paper: CanvasRenderingContext2D;
	readonly area: Area;
	readonly xOf: (step: number) => number;
	readonly yOf: (value: number) => number;
}

function drawingOn(chart: Chart, context: Context): Drawing | undefined {
	const { x, y } = chart.scales;
	if (x === undefined || y === undefined) return undefined;
	const { chartArea, ctx } = chart;
	const clamp = (pixel: number) => Math.min(chartArea.right, Math.max(chartArea.left, pixel));
	return {
		...context,
		chart,
		paper: ctx,
		area: chartArea,
		xOf: (step) => clamp(x.getPixelForValue(Math.max(1, step + 1))),
		yOf: (value) => y.getPixelForValue(value)
	};
}

function setFont({ paper, theme }: Drawing): void {
	paper.font = `${String(FONT_SIZE)}px ${theme.font}`;
	paper.textBaseline = 'bottom';
	paper.textAlign = 'left';
}

/** The flags of a row, `row` rows above the plot. */
function flagsOf(
	{ area }: Drawing,
	without: readonly { readonly words: string; readonly at: number }[],
	row: number
): readonly ChartFlag[] {
	const y = area.top - ROW_HEIGHT * (row + 0.5);
	return gatherFlags(without, FLAG_WIDTH).map(({ at, words }) => ({ x: at, y, words }));
}

function drawBands(drawing: Drawing): readonly ChartFlag[] {
	const { paper, area, model, theme, xOf } = drawing;
	let phases = 0;
	for (const band of model.bands) {
		const left = xOf(band.from);
		const right = band.until === undefined ? area.right : xOf(band.until);
		const width = band.isTransition ? Math.max(MIN_TRANSITION_WIDTH, right - left) : right - left;
		if (!band.isTransition) phases += 1;
		if (width <= 0) continue;
		// Every second phase is tinted, so that neighbours differ without many colours.
		const isTinted = phases % 2 === 0;
		if (band.isTransition || isTinted) {
			paper.fillStyle = band.isTransition ? theme.transition : theme.band;
			paper.fillRect(left, area.top, width, area.bottom - area.top);
		}
	}
	setFont(drawing);
	const labels = model.bands.flatMap(({ label, from, until }) =>
		label === '' || (until !== undefined && until <= from)
			? []
			: [
					{
						label,
						words: `${label}, from step ${model.formatStep(from)}`,
						at: xOf(from),
						width: paper.measureText(label).width
					}
				]
	);
	const row = model.marks.length > 0 ? 1 : 0;
	paper.fillStyle = theme.inkSecondary;
	const placed = placeLabels(labels, area.right, LABEL_GAP);
	for (const { label, left } of placed) {
		paper.fillText(label, left, area.top - 2 - row * ROW_HEIGHT);
	}
	const without = labels.filter(({ label }) => placed.every((other) => other.label !== label));
	// Flags that would cover a label are left out.
	const free = without.filter(({ at }) =>
		placed.every(
			({ label, left }) =>
				at + FLAG_WIDTH / 3 < left || at - FLAG_WIDTH / 3 > left + paper.measureText(label).width
		)
	);
	return flagsOf(drawing, free, row);
}

function drawReference({ paper, area, model, theme, yOf }: Drawing): void {
	if (model.reference === undefined) return;
	const y = yOf(model.reference.value);
	if (y < area.top || y > area.bottom) return;
	paper.strokeStyle = theme.inkSecondary;
	paper.lineWidth = 1;
	paper.setLineDash([2, 3]);
	paper.beginPath();
	paper.moveTo(area.left, y);
	paper.lineTo(area.right, y);
	paper.stroke();
	paper.setLineDash([]);
}

/**
 * Draws the label where it covers no line. It may be left out, because the legend names the level,
 * too.
 */
function drawReferenceLabel(drawing: Drawing): void {
	const { chart, paper, area, model, theme, xOf, yOf } = drawing;
	if (model.reference === undefined) return;
	const y = yOf(model.reference.value);
	if (y < area.top || y > area.bottom) return;
	setFont(drawing);
	const { label } = model.reference;
	const size = { width: paper.measureText(label).width, height: FONT_SIZE };
	const lines = chart.data.datasets.map((_, i) => pixelPoints(chart, i));
	const upright = model.marks.map(({ step }) => ({
		left: xOf(step),
		right: xOf(step),
		top: area.top,
		bottom: area.bottom
	}));
	const box = placeLevelLabel(y, size, area, lines, upright);
	if (box === undefined) return;
	paper.fillStyle = theme.inkSecondary;
	paper.fillText(label, box.left, box.bottom);
}

function drawVertical({ paper, area }: Drawing, x: number, color: string, dash: number[]): void {
	paper.strokeStyle = color;
	paper.lineWidth = 1;
	paper.setLineDash(dash);
	paper.beginPath();
	paper.moveTo(Math.round(x) + 0.5, area.top);
	paper.lineTo(Math.round(x) + 0.5, area.bottom);
	paper.stroke();
	paper.setLineDash([]);
}

/** A line with a handle: it can be dragged. */
function drawPin(drawing: Drawing, x: number): void {
	const { paper, area, theme } = drawing;
	drawVertical(drawing, x, theme.accent, []);
	paper.fillStyle = theme.accent;
	paper.beginPath();
	paper.arc(Math.round(x) + 0.5, area.top, 4, 0, 2 * Math.PI);
	paper.fill();
}

/** Draws the lines of events, and as many labels as fit in a row above the plot. */
function drawMarks(drawing: Drawing): readonly ChartFlag[] {
	const { paper, area, model, theme, xOf } = drawing;
	setFont(drawing);
	const marks = model.marks.map(({ label, step }) => ({
		label,
		words: `step ${model.formatStep(step)}: ${label}`,
		at: xOf(step),
		width: paper.measureText(label).width
	}));
	for (const { at } of marks) drawVertical(drawing, at, theme.ink, [4, 3]);
	const { placed, without } = placeMarkLabels(marks, area, LABEL_GAP);
	paper.fillStyle = theme.ink;
	for (const { label, left } of placed) paper.fillText(label, left, area.top - 2);
	return flagsOf(drawing, without, 0);
}

/**
 * A Chart.js plugin that draws bands behind the lines, and reference, marks and crosshair over
 * them.
 */
export function annotations(context: () => Context): Plugin<'line'> {
	let bandFlags: readonly ChartFlag[] = [];
	return {
		id: 'annotations',
		beforeDatasetsDraw(chart) {
			const drawing = drawingOn(chart, context());
			if (drawing === undefined) return;
			drawing.paper.save();
			bandFlags = drawBands(drawing);
			drawReference(drawing);
			drawing.paper.restore();
		},
		afterDatasetsDraw(chart) {
			const drawing = drawingOn(chart, context());
			if (drawing === undefined) return;
			drawing.paper.save();
			drawReferenceLabel(drawing);
			const markFlags = drawMarks(drawing);
			const { cursor, pin } = drawing.model;
			if (pin !== undefined) drawPin(drawing, drawing.xOf(pin));
			if (cursor !== undefined) drawVertical(drawing, drawing.xOf(cursor), drawing.theme.ink, []);
			drawing.paper.restore();
			drawing.onflags([...bandFlags, ...markFlags]);
		}
	};
}

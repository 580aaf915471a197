import type { Chart, Plugin } from 'chart.js';
import {
	gatherFlags,
	placeBandLabels,
	placeLevelLabel,
	placeMarkLabels,
	type Box
} from './label-placement.ts';
import { pixelPoints } from './pixel-points.ts';
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
	/** Whether the bands have labels. A ruler above the chart may name them instead. */
	readonly hasBandLabels: boolean;
	readonly marks: readonly EventMark[];
	/** Whether the marks have labels. The chart above may name them instead. */
	readonly hasMarkLabels: boolean;
	/** A thin horizontal line with a label, such as the chance level. */
	readonly reference: { readonly value: number; readonly label: string } | undefined;
	/** Step of the crosshair. */
	readonly cursor: number | undefined;
	/** Whether the step axis has labels. One chart of a column does. */
	readonly hasStepLabels: boolean;
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
export const roomForLabels = ({
	marks,
	hasMarkLabels,
	hasBandLabels
}: Pick<Annotations, 'marks' | 'hasMarkLabels' | 'hasBandLabels'>): number =>
	(hasBandLabels ? ROW_HEIGHT : 4) + 2 + (hasMarkLabels && marks.length > 0 ? ROW_HEIGHT : 0);

interface Context {
	readonly model: Annotations;
	readonly theme: ChartTheme;
	/** Called at each drawing. */
	readonly onflags: (flags: readonly ChartFlag[]) => void;
	/** Called at each drawing with the place of the label of the reference line. */
	readonly onlabel: (box: Box | undefined) => void;
}

interface Drawing extends Context {
	readonly chart: Chart;
	readonly paper: CanvasRenderingContext2D;
	readonly area: Box;
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
		xOf: (step) => clamp(x.getPixelForValue(Math.max(x.min, step))),
		yOf: (value) => y.getPixelForValue(value)
	};
}

function setFont({ paper, theme }: Drawing): void {
	paper.font = `${String(FONT_SIZE)}px ${theme.font}`;
	paper.textBaseline = 'bottom';
	paper.textAlign = 'left';
}

/** The flags of the row of events. */
function flagsOf(
	{ area }: Drawing,
	without: readonly { readonly words: string; readonly at: number }[]
): readonly ChartFlag[] {
	const y = area.top - ROW_HEIGHT * 0.5;
	return gatherFlags(without, FLAG_WIDTH).map(({ at, words }) => ({ x: at, y, words }));
}

function drawBands({ paper, area, model, theme, xOf }: Drawing): void {
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
}

function drawBandLabels(drawing: Drawing): void {
	const { paper, area, model, theme, xOf } = drawing;
	if (!model.hasBandLabels) return;
	setFont(drawing);
	const labels = model.bands.flatMap(({ label, from, until }) =>
		label === '' || (until !== undefined && until <= from)
			? []
			: [{ forms: labelForms(label), at: xOf(from) }]
	);
	const widthOf = (text: string) => paper.measureText(text).width;
	const y = area.top - 2 - (model.hasMarkLabels && model.marks.length > 0 ? ROW_HEIGHT : 0);
	paper.fillStyle = theme.inkSecondary;
	for (const { label, left } of placeBandLabels(labels, widthOf, area, LABEL_GAP)) {
		paper.fillText(label, left, y);
	}
}

/** A label, its first word, and an abbreviation: the longest that fits is drawn. */
function labelForms(label: string): readonly string[] {
	const [first = label] = label.split(' ');
	return [label, first, `${first.slice(0, 3)}.`];
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
function drawReferenceLabel(drawing: Drawing): Box | undefined {
	const { chart, paper, area, model, theme, xOf, yOf } = drawing;
	if (model.reference === undefined) return undefined;
	const y = yOf(model.reference.value);
	if (y < area.top || y > area.bottom) return undefined;
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
	if (box === undefined) return undefined;
	paper.fillStyle = theme.inkSecondary;
	paper.fillText(label, box.left, box.bottom);
	return box;
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

/** Writes the step of the crosshair over the labels of the step axis. */
function drawStep({ paper, area, theme, model }: Drawing, x: number, step: number): void {
	if (!model.hasStepLabels) return;
	paper.font = `600 ${String(FONT_SIZE)}px ${theme.font}`;
	paper.textBaseline = 'top';
	paper.textAlign = 'left';
	const label = `step ${model.formatStep(step)}`;
	const width = paper.measureText(label).width;
	const left = Math.min(area.right + 8 - width, Math.max(area.left, x - width / 2));
	paper.fillStyle = theme.surface;
	paper.fillRect(left - 4, area.bottom + 2, width + 8, FONT_SIZE + 6);
	paper.fillStyle = theme.ink;
	paper.fillText(label, left, area.bottom + 6);
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
	if (!model.hasMarkLabels) return [];
	const { placed, without } = placeMarkLabels(marks, area, LABEL_GAP);
	paper.fillStyle = theme.ink;
	for (const { label, left } of placed) paper.fillText(label, left, area.top - 2);
	return flagsOf(drawing, without);
}

/**
 * A Chart.js plugin that draws bands behind the lines, and reference, marks and crosshair over
 * them.
 */
export function annotations(context: () => Context): Plugin<'line'> {
	return {
		id: 'annotations',
		beforeDatasetsDraw(chart) {
			const drawing = drawingOn(chart, context());
			if (drawing === undefined) return;
			drawing.paper.save();
			drawBands(drawing);
			drawBandLabels(drawing);
			drawReference(drawing);
			drawing.paper.restore();
		},
		afterDatasetsDraw(chart) {
			const drawing = drawingOn(chart, context());
			if (drawing === undefined) return;
			drawing.paper.save();
			drawing.onlabel(drawReferenceLabel(drawing));
			const markFlags = drawMarks(drawing);
			const { cursor, pin } = drawing.model;
			if (pin !== undefined) drawPin(drawing, drawing.xOf(pin));
			if (cursor !== undefined) drawVertical(drawing, drawing.xOf(cursor), drawing.theme.ink, []);
			const shown = cursor ?? pin;
			if (shown !== undefined) drawStep(drawing, drawing.xOf(shown), shown);
			drawing.paper.restore();
			drawing.onflags(markFlags);
		}
	};
}

import type { Chart, Plugin } from 'chart.js';
import { placeLabels } from './label-placement.ts';
import type { ChartTheme } from './theme.ts';

/** A tinted stretch of the step axis. */
export interface Band {
	readonly label: string;
	readonly from: number;
	/** Undefined: to the right edge. */
	readonly until: number | undefined;
	readonly isTransition: boolean;
}

/** A vertical mark: something happened at a step. */
export interface EventMark {
	readonly step: number;
	readonly label: string;
}

/** What is drawn behind and over the lines. */
export interface Annotations {
	readonly bands: readonly Band[];
	readonly marks: readonly EventMark[];
	/** A thin labelled line across the chart, such as the chance level. */
	readonly reference: { readonly value: number; readonly label: string } | undefined;
	/** Step of the crosshair. */
	readonly cursor: number | undefined;
	/** The past step that the whole page shows. */
	readonly pin: number | undefined;
}

const LABEL_GAP = 4;
const MIN_TRANSITION_WIDTH = 2;

interface Context {
	readonly model: Annotations;
	readonly theme: ChartTheme;
}

interface Area {
	readonly left: number;
	readonly right: number;
	readonly top: number;
	readonly bottom: number;
}

interface Drawing extends Context {
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
		paper: ctx,
		area: chartArea,
		xOf: (step) => clamp(x.getPixelForValue(Math.max(1, step + 1))),
		yOf: (value) => y.getPixelForValue(value)
	};
}

function drawBands({ paper, area, model, theme, xOf }: Drawing): void {
	paper.font = `12px ${theme.font}`;
	paper.textBaseline = 'bottom';
	paper.textAlign = 'left';
	let phases = 0;
	for (const band of model.bands) {
		const left = xOf(band.from);
		const right = band.until === undefined ? area.right : xOf(band.until);
		const width = band.isTransition ? Math.max(MIN_TRANSITION_WIDTH, right - left) : right - left;
		if (!band.isTransition) phases += 1;
		if (width <= 0) continue;
		// Phases alternate between paper and tint: neighbours must be told apart without a rainbow.
		const isTinted = phases % 2 === 0;
		if (band.isTransition || isTinted) {
			paper.fillStyle = band.isTransition ? theme.transition : theme.band;
			paper.fillRect(left, area.top, width, area.bottom - area.top);
		}
	}
	const labels = model.bands.flatMap(({ label, from, until }) =>
		label === '' || (until !== undefined && until <= from)
			? []
			: [{ label, at: xOf(from), width: paper.measureText(label).width }]
	);
	paper.fillStyle = theme.inkSecondary;
	for (const { label, left } of placeLabels(labels, area.right, LABEL_GAP)) {
		paper.fillText(label, left, area.top - 2);
	}
}

/** A halo keeps a label readable where a line runs through it. */
function fillWithHalo({ paper, theme }: Drawing, text: string, x: number, y: number): void {
	paper.strokeStyle = theme.surface;
	paper.lineWidth = 3;
	paper.strokeText(text, x, y);
	paper.fillText(text, x, y);
}

function drawReference(drawing: Drawing): void {
	const { paper, area, model, theme, yOf } = drawing;
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

/** Over the lines and on paper of its own: a curve may run where it stands. */
function drawReferenceLabel({ paper, area, model, theme, yOf }: Drawing): void {
	if (model.reference === undefined) return;
	const y = yOf(model.reference.value);
	if (y < area.top || y > area.bottom) return;
	paper.font = `12px ${theme.font}`;
	paper.textAlign = 'right';
	paper.textBaseline = 'bottom';
	// A halo keeps it legible over a curve, which a box would hide.
	paper.strokeStyle = theme.surface;
	paper.lineWidth = 3;
	paper.lineJoin = 'round';
	paper.strokeText(model.reference.label, area.right - LABEL_GAP, y - 2);
	paper.fillStyle = theme.inkSecondary;
	paper.fillText(model.reference.label, area.right - LABEL_GAP, y - 2);
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

/** A line with a handle on top: it can be dragged. */
function drawPin(drawing: Drawing, x: number): void {
	const { paper, area, theme } = drawing;
	drawVertical(drawing, x, theme.accent, []);
	paper.fillStyle = theme.accent;
	paper.beginPath();
	paper.arc(Math.round(x) + 0.5, area.top, 4, 0, 2 * Math.PI);
	paper.fill();
}

function drawMarks(drawing: Drawing): void {
	const { paper, area, model, theme, xOf } = drawing;
	paper.font = `12px ${theme.font}`;
	paper.textBaseline = 'bottom';
	let freeFrom = area.left;
	for (const mark of model.marks) {
		const x = xOf(mark.step);
		drawVertical(drawing, x, theme.ink, [4, 3]);
		const width = paper.measureText(mark.label).width;
		const isLeft = x + LABEL_GAP + width > area.right;
		const start = isLeft ? x - LABEL_GAP - width : x + LABEL_GAP;
		if (start < freeFrom) continue;
		paper.textAlign = 'left';
		paper.fillStyle = theme.ink;
		fillWithHalo(drawing, mark.label, start, area.bottom - LABEL_GAP);
		freeFrom = start + width + LABEL_GAP;
	}
}

/** The Chart.js plugin that draws bands behind, and reference, marks and crosshair over the lines. */
export function annotations(context: () => Context): Plugin<'line'> {
	return {
		id: 'annotations',
		beforeDatasetsDraw(chart) {
			const drawing = drawingOn(chart, context());
			if (drawing === undefined) return;
			drawing.paper.save();
			drawBands(drawing);
			drawReference(drawing);
			drawing.paper.restore();
		},
		afterDatasetsDraw(chart) {
			const drawing = drawingOn(chart, context());
			if (drawing === undefined) return;
			drawing.paper.save();
			drawReferenceLabel(drawing);
			drawMarks(drawing);
			const { cursor, pin } = drawing.model;
			if (pin !== undefined) drawPin(drawing, drawing.xOf(pin));
			if (cursor !== undefined) drawVertical(drawing, drawing.xOf(cursor), drawing.theme.ink, []);
			drawing.paper.restore();
		}
	};
}

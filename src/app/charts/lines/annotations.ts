import type { Plugin } from 'chart.js';
import {
	drawingOn,
	flagsOf,
	FONT_SIZE,
	setFont,
	type AnnotationContext,
	type ChartFlag,
	type AnnotatedChart
} from './annotation-drawing.ts';
import { drawBandLabels, drawBands } from './draw-bands.ts';
import {
	placeBetweenTicks,
	placeLevelLabel,
	placeMarkLabels,
	type Box
} from './label-placement.ts';
import { pixelPoints } from './pixel-points.ts';
import { PLOT_RIGHT } from './step-axis.ts';

const LABEL_GAP = 4;
/** Half the size of the box around the end of a line that labels keep free. */
const END_REACH = 6;

function drawReference({ paper, area, model, theme, yOf }: AnnotatedChart): void {
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
function drawReferenceLabel(drawing: AnnotatedChart): Box | undefined {
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
	const ends = lines.flatMap((points) => {
		const end = points.findLast((point) => Number.isFinite(point.y));
		return end === undefined ? [] : [boxAround(end)];
	});
	const box = placeLevelLabel(y, size, area, lines, [...upright, ...ends]);
	if (box === undefined) return undefined;
	paper.fillStyle = theme.inkSecondary;
	paper.fillText(label, box.left, box.bottom);
	return box;
}

const boxAround = ({ x, y }: { readonly x: number; readonly y: number }): Box => ({
	left: x - END_REACH,
	right: x + END_REACH,
	top: y - END_REACH,
	bottom: y + END_REACH
});

function drawVertical(
	{ paper, area }: AnnotatedChart,
	x: number,
	color: string,
	dash: number[]
): void {
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
function drawPin(drawing: AnnotatedChart, x: number): void {
	const { paper, area, theme } = drawing;
	drawVertical(drawing, x, theme.accent, []);
	paper.fillStyle = theme.accent;
	paper.beginPath();
	paper.arc(Math.round(x) + 0.5, area.top, 4, 0, 2 * Math.PI);
	paper.fill();
}

/** Writes the step of the crosshair between the labels of the step axis, where there is room. */
function drawStep(
	{ chart, paper, area, theme, model }: AnnotatedChart,
	x: number,
	step: number
): void {
	const axis = chart.scales['x'];
	if (!model.hasStepLabels || axis === undefined) return;
	paper.textBaseline = 'top';
	paper.textAlign = 'left';
	paper.font = `${String(FONT_SIZE)}px ${theme.font}`;
	const ticks = axis.ticks.map(({ value }) => {
		const half = paper.measureText(model.formatStep(value)).width / 2;
		const middle = axis.getPixelForValue(value);
		return { left: middle - half, right: middle + half };
	});
	paper.font = `600 ${String(FONT_SIZE)}px ${theme.font}`;
	const label = `step ${model.formatStep(step)}`;
	const row = { left: area.left, right: area.right + PLOT_RIGHT };
	const left = placeBetweenTicks(x, paper.measureText(label).width, row, ticks);
	if (left === undefined) return;
	paper.fillStyle = theme.ink;
	paper.fillText(label, left, area.bottom + 8);
}

/** Draws the lines of events, and as many labels as fit in a row above the plot. */
function drawMarks(drawing: AnnotatedChart): readonly ChartFlag[] {
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
	return flagsOf(area.top, without);
}

/**
 * A Chart.js plugin that draws bands behind the lines, and reference, marks and crosshair over
 * them.
 */
export function annotations(context: () => AnnotationContext): Plugin<'line'> {
	let bandFlags: readonly ChartFlag[] = [];
	return {
		id: 'annotations',
		beforeDatasetsDraw(chart) {
			const drawing = drawingOn(chart, context());
			if (drawing === undefined) return;
			drawing.paper.save();
			drawBands(drawing);
			bandFlags = drawBandLabels(drawing);
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
			drawing.onflags([...bandFlags, ...markFlags]);
		}
	};
}

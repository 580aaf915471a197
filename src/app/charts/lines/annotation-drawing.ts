import type { Chart } from 'chart.js';
import { gatherFlags, type Box } from './label-placement.ts';
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
 * A mark or phase whose label has no room in the chart, in canvas pixels. The page shows its text
 * on hover.
 */
export interface ChartFlag {
	readonly x: number;
	/** Middle of its row. */
	readonly y: number;
	readonly words: readonly string[];
}

export const ROW_HEIGHT = 16;
export const FONT_SIZE = 12;
/** Width of a flag as a target for the pointer. */
const FLAG_WIDTH = 24;

/** What a drawing of annotations depends on. */
export interface AnnotationContext {
	readonly model: Annotations;
	readonly theme: ChartTheme;
	/** Called at each drawing. */
	readonly onflags: (flags: readonly ChartFlag[]) => void;
	/** Called at each drawing with the place of the label of the reference line. */
	readonly onlabel: (box: Box | undefined) => void;
}

/** A chart to draw annotations on. */
export interface AnnotatedChart extends AnnotationContext {
	readonly chart: Chart;
	readonly paper: CanvasRenderingContext2D;
	readonly area: Box;
	readonly xOf: (step: number) => number;
	readonly yOf: (value: number) => number;
}

export function drawingOn(chart: Chart, context: AnnotationContext): AnnotatedChart | undefined {
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

export function setFont({ paper, theme }: AnnotatedChart): void {
	paper.font = `${String(FONT_SIZE)}px ${theme.font}`;
	paper.textBaseline = 'bottom';
	paper.textAlign = 'left';
}

/** The flags of a row. @param bottom of the row */
export const flagsOf = (
	bottom: number,
	without: readonly { readonly words: string; readonly at: number }[]
): readonly ChartFlag[] =>
	gatherFlags(without, FLAG_WIDTH).map(({ at, words }) => ({
		x: at,
		y: bottom - ROW_HEIGHT * 0.5,
		words
	}));

import { decadeRange, decadeTicks, plainRange } from './axis-range.ts';
import type { ChartPoint } from './decimate.ts';
import type { AxisKind } from './edge-runs.ts';
import { roundTicks } from '../plot-area.ts';
import { PLOT_LEFT, stepTicks, type StepAxis } from './step-axis.ts';
import type { ChartTheme } from '../theme.ts';

const TICK_LENGTH = 4;
const FONT_SIZE = 12;
/** Height for each label of the value axis, in pixels. */
const TICK_HEIGHT = 34;
const MAX_DECADE_TICKS = 7;
const MAX_PLAIN_TICKS = 4;
const LOSS_FLOOR = 0.1;
/** Height of a step axis without labels. */
const BARE_HEIGHT = 6;

/** A scale whose ticks and size are set while Chart.js lays it out. */
interface Fitted {
	ticks: { value: number }[];
	width: number;
	height: number;
	paddingLeft: number;
	paddingRight: number;
}

function lookOf(theme: ChartTheme) {
	return {
		border: { color: theme.rule },
		grid: { color: theme.rule, tickLength: TICK_LENGTH },
		ticks: {
			color: theme.inkSecondary,
			maxRotation: 0,
			autoSkip: false,
			font: { family: theme.font, size: FONT_SIZE }
		}
	};
}

/** The step axis in the form of Chart.js. */
export function stepScale(
	axis: StepAxis,
	width: number,
	theme: ChartTheme,
	labels: { readonly isShown: boolean; readonly format: (step: number) => string }
) {
	const look = lookOf(theme);
	return {
		type: axis.scale === 'log' ? ('logarithmic' as const) : ('linear' as const),
		...look,
		min: axis.min,
		max: axis.max,
		afterBuildTicks: (scale: Fitted) => {
			scale.ticks = stepTicks(axis, width).map((value) => ({ value }));
		},
		afterFit: (scale: Fitted) => {
			// Wide labels at the ends must not move the plot: its edges are those of all charts.
			scale.paddingLeft = 0;
			scale.paddingRight = 0;
			if (!labels.isShown) scale.height = BARE_HEIGHT;
		},
		ticks: {
			...look.ticks,
			display: labels.isShown,
			callback: (value: string | number) => labels.format(Number(value))
		}
	};
}

/** What the value axis depends on. */
interface Values {
	readonly kind: AxisKind;
	/** Height of the plot in pixels. */
	readonly height: number;
	readonly points: readonly (readonly ChartPoint[])[];
	/** A level that the axis shows, too. */
	readonly reference: number | undefined;
	readonly format: (value: number) => string;
}

/** Ends and ticks of the value axis. */
function valueRange({ kind, height, points, reference }: Values) {
	const most = Math.max(1, Math.floor(height / TICK_HEIGHT));
	if (kind === 'fraction') {
		const step = most >= 5 ? 0.25 : most >= 2 ? 0.5 : 1;
		return { min: 0, max: 1, ticks: roundedTicks(1, step) };
	}
	if (kind === 'plain') {
		const { min, max } = plainRange(points);
		return { min, max, ticks: roundTicks(min, max, Math.min(most, MAX_PLAIN_TICKS)) };
	}
	const { min, max } = decadeRange(points, LOSS_FLOOR, (reference ?? 1) * 1.5);
	return { min, max, ticks: decadeTicks(min, max, Math.min(most, MAX_DECADE_TICKS)) };
}

const roundedTicks = (max: number, step: number): readonly number[] =>
	Array.from({ length: Math.round(max / step) + 1 }, (_, i) => i * step);

/** The value axis in the form of Chart.js. */
export function valueScale(values: Values, theme: ChartTheme) {
	const look = lookOf(theme);
	const { min, max, ticks } = valueRange(values);
	return {
		type: values.kind === 'loss' ? ('logarithmic' as const) : ('linear' as const),
		...look,
		min,
		max,
		afterBuildTicks: (scale: Fitted) => {
			scale.ticks = ticks.map((value) => ({ value }));
		},
		afterFit: (scale: Fitted) => {
			scale.width = PLOT_LEFT;
		},
		ticks: {
			...look.ticks,
			callback: (value: string | number) => values.format(Number(value))
		}
	};
}

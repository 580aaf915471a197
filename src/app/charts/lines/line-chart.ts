import {
	Chart,
	LinearScale,
	LineController,
	LineElement,
	LogarithmicScale,
	PointElement,
	type ChartConfiguration
} from 'chart.js';
import { annotations } from './annotations.ts';
import type { Annotations, ChartFlag } from './annotation-drawing.ts';
import { roomForLabels } from './draw-bands.ts';
import { decimate, type ChartPoint } from './decimate.ts';
import { beyondAxis, edgeRuns, type AxisKind, type Beyond, type EdgeRun } from './edge-runs.ts';
import { END_LABEL_WIDTH } from './end-labels.ts';
import { drawInFrame } from '../draw-in-frame.ts';
import { stepScale, valueScale } from './line-axes.ts';
import type { Box } from './label-placement.ts';
import { lineMarks } from './line-marks.ts';
import type { LineLook } from './line-look.ts';
import { PLOT_LEFT, PLOT_RIGHT, stepAxis, type StepAxis } from './step-axis.ts';
import { isPrinted, onPrintChange, pixelDensity } from '../printing.svelte.ts';
import { canDraw, ensureResizeObserver, observeSight } from '../observe.ts';
import { onThemeChange, readTheme, type ChartTheme, type SeriesColor } from '../theme.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale);

/** Alpha of a faint line. */
const FAINT = '73';

/** One line: plain arrays with `length` valid entries. */
export interface LineSeries {
	readonly label: string;
	readonly color: SeriesColor;
	readonly width: number;
	readonly steps: Float64Array;
	readonly values: Float64Array;
	readonly length: number;
	/** Solid and without signs if missing. */
	readonly look?: LineLook;
	/** Drawn faintly, for comparison. */
	readonly isFaint: boolean;
}

/** Everything a line chart shows. */
export interface LineChartModel extends Annotations {
	/** Increases when the arrays of the series grow. */
	readonly version: number;
	readonly series: readonly LineSeries[];
	/** `loss`: logarithmic. `fraction`: linear from 0 to 1. `plain`: linear, including 0. */
	readonly values: AxisKind;
	readonly stepScale: 'linear' | 'log';
	/** The axis includes this step. */
	readonly lastStep: number;
	/** Whether each line has its name at its end. Too many lines cannot be found in a legend. */
	readonly hasEndLabels: boolean;
	/** Values that a linear axis shows in any case. */
	readonly reach?: readonly number[] | undefined;
	readonly formatTick: (value: number) => string;
	/**
	 * Marks the newest point of each line, because a line behind it continues, and writes this
	 * beside the widest one.
	 */
	readonly head: string | undefined;
	/** Called when the notes of a drawing change. */
	readonly onnotes: (notes: ChartNotes) => void;
}

/** What the legend and the page need to know of a drawing. */
export interface ChartNotes {
	/** On which sides lines have values outside the axis. */
	readonly beyond: readonly Beyond[];
	/** Marks whose labels have no room. */
	readonly flags: readonly ChartFlag[];
}

type LineConfiguration = ChartConfiguration<'line', ChartPoint[]>;

/** A line as it is drawn: its points, and its values outside the axis. */
interface Drawn {
	readonly points: ChartPoint[];
	readonly runs: readonly EdgeRun[];
}

/** A Chart.js line chart that is redrawn at most once per animation frame. */
export class LineChart {
	readonly #canvas: HTMLCanvasElement;
	/** Made when it is drawn for the first time. */
	#chart: Chart<'line', ChartPoint[]> | undefined;
	readonly #endTheme: () => void;
	readonly #endPrint: () => void;
	#model: LineChartModel;
	#theme: ChartTheme;
	readonly #endSight: () => void;
	#isInSight = false;
	#cancel: (() => void) | undefined;
	#drawn: readonly Drawn[] = [];
	#flags: readonly ChartFlag[] = [];
	#labels: readonly Box[] = [];
	#notes = '';

	constructor(canvas: HTMLCanvasElement, model: LineChartModel) {
		this.#canvas = canvas;
		this.#model = model;
		this.#theme = readTheme(canvas);
		ensureResizeObserver();
		this.#endTheme = onThemeChange(() => {
			this.#theme = readTheme(canvas);
			this.update(this.#model);
		});
		this.#endPrint = onPrintChange(() => {
			this.#theme = readTheme(canvas);
			this.#fit();
		});
		this.#endSight = observeSight(canvas, (isInSight) => {
			this.#isInSight = isInSight;
			this.update(this.#model);
		});
	}

	/** Draws a model in the next animation frame, if the chart is visible. */
	update(model: LineChartModel): void {
		this.#model = model;
		if (!this.#isInSight || !canDraw(this.#canvas)) return;
		this.#cancel = drawInFrame(this.#render);
	}

	/** The step at a horizontal position, clamped to the axis; undefined before layout. */
	stepAt(offsetX: number): number | undefined {
		const axis = this.#chart?.scales['x'];
		const value = axis?.getValueForPixel(offsetX);
		if (axis === undefined || value === undefined) return undefined;
		return Math.round(Math.min(axis.max, Math.max(axis.min, value)));
	}

	destroy(): void {
		this.#cancel?.();
		this.#endTheme();
		this.#endSight();
		this.#endPrint();
		this.#chart?.destroy();
	}

	/** Draws at once, at the size and density of the print or the screen. */
	#fit(): void {
		if (!canDraw(this.#canvas)) return;
		this.#render();
		this.#chart?.resize();
		this.#render();
	}

	readonly #render = (): void => {
		const configuration = this.#configuration();
		if (this.#chart === undefined) this.#chart = new Chart(this.#canvas, configuration);
		else {
			this.#chart.options = configuration.options ?? {};
			this.#chart.data = configuration.data;
			this.#chart.update('none');
		}
		this.#reportNotes();
	};

	#lines(): readonly Drawn[] {
		const { series, values: axis } = this.#model;
		const range = { ...this.#stepAxis(), pixels: this.#plotWidth() };
		const beyond = (y: number) => beyondAxis(y, axis);
		return series.map(({ steps, values, length }) => ({
			points: decimate(steps, values, length, range, (y) => beyond(y) === undefined),
			// A missing value has no mark: a row of dots at the edge looks like data.
			runs: edgeRuns(steps, values, length, range, beyond).filter(({ kind }) => kind !== 'missing')
		}));
	}

	#reportNotes(): void {
		const { series, onnotes } = this.#model;
		const kinds = this.#drawn.flatMap(({ runs }, i) =>
			series[i]?.isFaint === true ? [] : runs.map(({ kind }) => kind)
		);
		const notes = { beyond: [...new Set(kinds)].toSorted(), flags: this.#flags };
		const key = JSON.stringify(notes);
		if (key === this.#notes) return;
		this.#notes = key;
		onnotes(notes);
	}

	#stepAxis(): StepAxis {
		return stepAxis(this.#model.stepScale, this.#model.lastStep);
	}

	#right(): number {
		return this.#model.hasEndLabels ? END_LABEL_WIDTH : PLOT_RIGHT;
	}

	#plotWidth(): number {
		return Math.max(50, this.#canvas.clientWidth - PLOT_LEFT - this.#right());
	}

	#configuration(): LineConfiguration {
		this.#drawn = this.#lines();
		const points = this.#drawn.map((line) => line.points);
		return {
			type: 'line',
			data: {
				datasets: this.#model.series.map((line, i) => ({
					label: line.label,
					data: points[i] ?? [],
					borderColor: `${this.#theme.series(line.color)}${line.isFaint ? FAINT : ''}`,
					borderWidth: line.width,
					borderDash: [...(line.look?.dash ?? [])]
				}))
			},
			options: {
				animation: false,
				parsing: false,
				normalized: true,
				responsive: true,
				maintainAspectRatio: false,
				events: [],
				...(isPrinted() ? { devicePixelRatio: pixelDensity() } : {}),
				onResize: () => {
					this.update(this.#model);
				},
				layout: {
					padding: { top: roomForLabels(this.#model, this.#plotWidth()), right: this.#right() }
				},
				elements: { point: { radius: 0 }, line: { borderJoinStyle: 'round' } },
				font: { family: this.#theme.font, size: 12 },
				scales: this.#scales(points)
			},
			plugins: [
				annotations(() => ({
					model: this.#model,
					theme: this.#theme,
					onflags: (flags) => (this.#flags = flags),
					onlabel: (box) => (this.#labels = box === undefined ? [] : [box])
				})),
				lineMarks(() => ({
					series: this.#model.series,
					runs: this.#drawn.map(({ runs }) => runs),
					head: this.#model.head,
					hasEndLabels: this.#model.hasEndLabels,
					taken: this.#labels,
					theme: this.#theme
				}))
			]
		};
	}

	#scales(points: readonly (readonly ChartPoint[])[]) {
		const { values, reference, reach = [], formatTick, formatStep, hasStepLabels } = this.#model;
		const height = this.#canvas.clientHeight - roomForLabels(this.#model, this.#plotWidth());
		return {
			x: stepScale(this.#stepAxis(), this.#plotWidth(), this.#theme, {
				isShown: hasStepLabels,
				format: formatStep
			}),
			y: valueScale(
				{
					kind: values,
					height,
					points: [...points, reach.map((y) => ({ x: 0, y }))],
					reference: reference?.value,
					format: formatTick
				},
				this.#theme
			)
		};
	}
}

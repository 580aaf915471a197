import {
	BarController,
	BarElement,
	CategoryScale,
	Chart,
	LinearScale,
	type ChartConfiguration,
	type Plugin
} from 'chart.js';
import { drawEdgeRuns, type PixelRun } from '../lines/draw-edge-runs.ts';
import { beyondAxis } from '../lines/edge-runs.ts';
import { canDraw, ensureResizeObserver } from '../observe.ts';
import { onThemeChange, readTheme, type ChartTheme } from '../theme.ts';

Chart.register(BarController, BarElement, CategoryScale, LinearScale);

/** One bar with a number, or a name instead. */
export interface Bar {
	readonly number: number;
	readonly name?: string | undefined;
	readonly value: number;
	/** Drawn in the accent colour. */
	readonly isHighlighted: boolean;
}

/** Bars from left to right. */
export interface BarsModel {
	readonly bars: readonly Bar[];
	/** Title of the axis of names. */
	readonly label: string;
	/** Title of the value axis. */
	readonly valueLabel: string;
}

/** The name of a bar on its axis. */
export const nameOf = ({ number, name }: Bar): string => name ?? String(number);

/** A Chart.js plugin that marks bars with non-finite values at the edges. */
function barMarks(
	context: () => { readonly bars: readonly Bar[]; readonly color: string }
): Plugin<'bar'> {
	return {
		id: 'bar-marks',
		afterDatasetsDraw(chart) {
			const { bars, color } = context();
			const axis = chart.scales['x'];
			if (axis === undefined) return;
			const runs = bars.flatMap(({ value }, i): PixelRun[] => {
				const kind = beyondAxis(value, 'plain');
				const middle = axis.getPixelForValue(i);
				return kind === undefined ? [] : [{ kind, left: middle - 1, right: middle + 1 }];
			});
			drawEdgeRuns(chart.ctx, runs, chart.chartArea, color, 0);
		}
	};
}

type BarConfiguration = ChartConfiguration<'bar', number[], string>;

/** Draws a `BarsModel` with Chart.js. */
export class BarChart {
	readonly #canvas: HTMLCanvasElement;
	readonly #chart: Chart<'bar', number[], string>;
	readonly #endTheme: () => void;
	#model: BarsModel;
	#theme: ChartTheme;
	#frame = 0;

	constructor(canvas: HTMLCanvasElement, model: BarsModel) {
		this.#canvas = canvas;
		this.#model = model;
		this.#theme = readTheme(canvas);
		ensureResizeObserver();
		this.#chart = new Chart(canvas, this.#configuration());
		this.#endTheme = onThemeChange(() => {
			this.#theme = readTheme(canvas);
			this.update(this.#model);
		});
	}

	/** Draws the bars in the next animation frame. */
	update(model: BarsModel): void {
		this.#model = model;
		if (this.#frame !== 0 || !canDraw(this.#canvas)) return;
		this.#frame = requestAnimationFrame(() => {
			this.#frame = 0;
			const { data, options } = this.#configuration();
			this.#chart.data = data;
			this.#chart.options = options ?? {};
			this.#chart.update('none');
		});
	}

	/** The bar at a horizontal position of the canvas. */
	barAt(offsetX: number): Bar | undefined {
		const index = this.#chart.scales['x']?.getValueForPixel(offsetX);
		return index === undefined ? undefined : this.#model.bars[index];
	}

	destroy(): void {
		cancelAnimationFrame(this.#frame);
		this.#endTheme();
		this.#chart.destroy();
	}

	#configuration(): BarConfiguration {
		const { bars, label, valueLabel } = this.#model;
		const theme = this.#theme;
		const font = { family: theme.font, size: 12 };
		const look = {
			border: { color: theme.rule },
			ticks: { color: theme.inkSecondary, maxRotation: 0, font }
		};
		const title = (text: string) => ({
			display: text !== '',
			text,
			color: theme.inkSecondary,
			font,
			padding: 0
		});
		return {
			type: 'bar',
			plugins: [barMarks(() => ({ bars: this.#model.bars, color: this.#theme.ink }))],
			data: {
				labels: bars.map(nameOf),
				datasets: [
					{
						data: bars.map((bar) => bar.value),
						backgroundColor: bars.map((bar) => (bar.isHighlighted ? theme.accent : theme.bar)),
						barPercentage: 0.9,
						categoryPercentage: 1
					}
				]
			},
			options: {
				animation: false,
				responsive: true,
				maintainAspectRatio: false,
				events: [],
				scales: {
					x: {
						...look,
						grid: { display: false },
						ticks: { ...look.ticks, autoSkipPadding: 12 },
						title: title(label)
					},
					y: {
						...look,
						beginAtZero: true,
						grid: { color: theme.rule },
						title: title(valueLabel),
						ticks: {
							...look.ticks,
							maxTicksLimit: 4,
							callback: (value) => String(Number(Number(value).toPrecision(3)))
						}
					}
				}
			}
		};
	}
}

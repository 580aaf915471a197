import {
	BarController,
	BarElement,
	CategoryScale,
	Chart,
	LinearScale,
	type ChartConfiguration
} from 'chart.js';
import type { SpectrumBar } from './spectrum-bars.ts';
import { onThemeChange, readTheme, type ChartTheme } from './theme.ts';

Chart.register(BarController, BarElement, CategoryScale, LinearScale);

type BarConfiguration = ChartConfiguration<'bar', number[], number>;

/** Bars of a spectrum: norm per frequency, key frequencies in the accent colour. */
export class SpectrumChart {
	readonly #chart: Chart<'bar', number[], number>;
	readonly #endTheme: () => void;
	#bars: readonly SpectrumBar[];
	#theme: ChartTheme;
	#frame = 0;

	constructor(canvas: HTMLCanvasElement, bars: readonly SpectrumBar[]) {
		this.#bars = bars;
		this.#theme = readTheme(canvas);
		this.#chart = new Chart(canvas, this.#configuration());
		this.#endTheme = onThemeChange(() => {
			this.#theme = readTheme(canvas);
			this.update(this.#bars);
		});
	}

	/** Shows the bars from the next animation frame on. */
	update(bars: readonly SpectrumBar[]): void {
		this.#bars = bars;
		if (this.#frame !== 0) return;
		this.#frame = requestAnimationFrame(() => {
			this.#frame = 0;
			const { data, options } = this.#configuration();
			this.#chart.data = data;
			this.#chart.options = options ?? {};
			this.#chart.update('none');
		});
	}

	destroy(): void {
		cancelAnimationFrame(this.#frame);
		this.#endTheme();
		this.#chart.destroy();
	}

	#configuration(): BarConfiguration {
		const theme = this.#theme;
		const look = {
			border: { color: theme.rule },
			ticks: {
				color: theme.inkSecondary,
				maxRotation: 0,
				font: { family: theme.font, size: 12 }
			}
		};
		return {
			type: 'bar',
			data: {
				labels: this.#bars.map((bar) => bar.frequency),
				datasets: [
					{
						data: this.#bars.map((bar) => bar.norm),
						backgroundColor: this.#bars.map((bar) => (bar.isKey ? theme.accent : theme.bar)),
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
						title: {
							display: true,
							text: 'frequency k',
							color: theme.inkSecondary,
							font: { family: theme.font, size: 12 },
							padding: 0
						}
					},
					y: {
						...look,
						beginAtZero: true,
						grid: { color: theme.rule },
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

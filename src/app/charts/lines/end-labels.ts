import type { Chart } from 'chart.js';
import type { ChartTheme, SeriesColor } from '../theme.ts';
import { pixelPoints } from './pixel-points.ts';

/** Width right of the plot for the labels, in pixels. */
export const END_LABEL_WIDTH = 64;
const FONT_SIZE = 12;
const LINE_HEIGHT = 13;
const LEADER = 16;

/**
 * Moves positions apart to a distance of `gap`, as little as possible, in their order and inside a
 * range. If the range is too short for all of them, they are spread evenly over it.
 */
export function spreadApart(
	wanted: readonly number[],
	gap: number,
	least: number,
	most: number
): readonly number[] {
	const order = [...wanted.keys()].toSorted((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
	const step = Math.min(gap, (most - least) / Math.max(1, wanted.length - 1));
	const places = new Array<number>(wanted.length).fill(least);
	let free = least;
	for (const i of order) {
		places[i] = Math.max(free, wanted[i] ?? least);
		free = (places[i] ?? least) + step;
	}
	let end = most;
	for (const i of order.toReversed()) {
		places[i] = Math.min(places[i] ?? least, end);
		end = (places[i] ?? least) - step;
	}
	return places;
}

interface Labelled {
	readonly label: string;
	readonly color: SeriesColor;
	readonly isFaint: boolean;
}

/** The last part of a label such as blocks.0.mlp.W_in, and its subscript. */
function shortLabel(label: string): { readonly symbol: string; readonly subscript: string } {
	const last = label.split('.').at(-1) ?? label;
	const [symbol = last, subscript = ''] = last.split('_');
	return { symbol, subscript };
}

/** Writes the name of each line beside its end, in its colour, without overlaps. */
export function drawEndLabels(chart: Chart, series: readonly Labelled[], theme: ChartTheme): void {
	const { ctx: paper, chartArea } = chart;
	const ends = series.flatMap(({ label, color, isFaint }, i) => {
		const end = pixelPoints(chart, i).findLast(({ y }) => Number.isFinite(y));
		return isFaint || end === undefined ? [] : [{ ...shortLabel(label), color, end }];
	});
	const places = spreadApart(
		ends.map(({ end }) => end.y),
		LINE_HEIGHT,
		chartArea.top + LINE_HEIGHT / 2,
		chartArea.bottom - LINE_HEIGHT / 2
	);
	paper.textAlign = 'left';
	paper.textBaseline = 'middle';
	ends.forEach(({ symbol, subscript, color, end }, i) => {
		const y = places[i] ?? end.y;
		paper.strokeStyle = theme.series(color);
		paper.fillStyle = theme.series(color);
		paper.lineWidth = 1;
		paper.beginPath();
		paper.moveTo(end.x + 2, end.y);
		paper.lineTo(chartArea.right + LEADER, y);
		paper.stroke();
		paper.font = `${String(FONT_SIZE)}px ${theme.font}`;
		const left = chartArea.right + LEADER + 3;
		paper.fillText(symbol, left, y);
		const width = paper.measureText(symbol).width;
		paper.font = `${String(FONT_SIZE - 3)}px ${theme.font}`;
		paper.fillText(subscript, left + width, y + 3);
	});
}

import type { Chart, Plugin } from 'chart.js';
import { drawEdgeRuns, type PixelRun } from './draw-edge-runs.ts';
import { drawDots, drawSigns, lonelyPoints, signPoints } from './draw-line.ts';
import type { Beyond, EdgeRun } from './edge-runs.ts';
import type { Box } from './label-placement.ts';
import { PLAIN_LOOK, type LineLook } from './line-look.ts';
import { drawEndLabels } from './end-labels.ts';
import { placePointLabel } from './point-label.ts';
import { pixelPoints } from './pixel-points.ts';
import type { ChartTheme, SeriesColor } from '../theme.ts';

const HEAD_RADIUS = 3.5;
const FONT_SIZE = 12;

/** Style of a line. */
interface Marked {
	readonly label: string;
	readonly color: SeriesColor;
	readonly width: number;
	readonly look?: LineLook;
	readonly isFaint: boolean;
}

/** What is drawn on the lines and at the edges of a chart. */
interface Context {
	readonly series: readonly Marked[];
	/** The values of each line outside the axis. */
	readonly runs: readonly (readonly EdgeRun[])[];
	/** Marks the newest point of each line, and is written beside the widest one. */
	readonly head: string | undefined;
	/** Writes the name of each line at its end. */
	readonly hasEndLabels: boolean;
	/** Boxes of labels that are drawn already. */
	readonly taken: readonly Box[];
	readonly theme: ChartTheme;
}

function pixelRuns(chart: Chart, runs: readonly EdgeRun[]): readonly PixelRun[] {
	const axis = chart.scales['x'];
	if (axis === undefined) return [];
	return runs.map(({ kind, from, until }) => ({
		kind,
		left: axis.getPixelForValue(from),
		right: axis.getPixelForValue(until)
	}));
}

/**
 * Writes the label of the newest points near that of the widest line, or nothing if there is no
 * room.
 * @param preferred place of the last drawing
 * @returns its place
 */
function drawHeadLabel(
	chart: Chart,
	{ series, head: label, taken, theme }: Context,
	preferred: number | undefined
): number | undefined {
	const widths = series.map(({ width, isFaint }) => (isFaint ? 0 : width));
	const main = widths.indexOf(Math.max(...widths));
	const lines = series.map((_, i) => pixelPoints(chart, i));
	const point = lines[main]?.findLast(({ y }) => Number.isFinite(y));
	const color = series[main]?.color;
	if (label === undefined || label === '' || point === undefined || color === undefined) {
		return undefined;
	}
	const { ctx: paper, chartArea } = chart;
	paper.font = `600 ${String(FONT_SIZE)}px ${theme.font}`;
	paper.textAlign = 'left';
	paper.textBaseline = 'top';
	paper.fillStyle = theme.series(color);
	const size = { width: paper.measureText(label).width, height: FONT_SIZE };
	const placed = placePointLabel({ point, size, area: chartArea, lines, taken, preferred });
	if (placed === undefined) return undefined;
	const { box, leader, place } = placed;
	paper.fillText(label, box.left, box.top);
	if (leader !== undefined) {
		paper.strokeStyle = theme.series(color);
		paper.lineWidth = 1;
		paper.beginPath();
		paper.moveTo(point.x, point.y);
		paper.lineTo(leader.x, leader.y);
		paper.stroke();
	}
	return place;
}

/** A Chart.js plugin that draws signs on lines, isolated points, and marks at the edges. */
export function lineMarks(context: () => Context): Plugin<'line'> {
	let headPlace: number | undefined;
	return {
		id: 'line-marks',
		afterDatasetsDraw(chart) {
			const { series, runs, head: headLabel, hasEndLabels, theme } = context();
			const { ctx: paper, chartArea } = chart;
			const rows: Record<Beyond, number> = { below: 0, missing: 0, above: 0 };
			paper.save();
			series.forEach((line, i) => {
				const color = theme.series(line.color);
				const points = pixelPoints(chart, i);
				const there = points.filter(({ y }) => Number.isFinite(y));
				paper.globalAlpha = line.isFaint ? 0.35 : 1;
				drawDots(paper, lonelyPoints(points), line.width, color);
				const look = line.look ?? PLAIN_LOOK;
				drawSigns(paper, signPoints(there, i), look, { color, halo: theme.surface });
				if (line.isFaint) return;
				const head = there.at(-1);
				if (headLabel !== undefined && head !== undefined) {
					drawDots(paper, [head], HEAD_RADIUS, color);
				}
				for (const kind of ['below', 'missing', 'above'] as const) {
					const own = (runs[i] ?? []).filter((run) => run.kind === kind);
					if (own.length === 0) continue;
					// Values below and missing values share the lower edge.
					const row = kind === 'above' ? rows.above++ : rows.below++;
					drawEdgeRuns(paper, pixelRuns(chart, own), chartArea, color, row);
				}
			});
			headPlace = drawHeadLabel(chart, context(), headPlace);
			if (hasEndLabels) drawEndLabels(chart, series, theme);
			paper.restore();
		}
	};
}

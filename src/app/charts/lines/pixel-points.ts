import type { Chart } from 'chart.js';
import type { PixelPoint } from './draw-line.ts';

/** Positions of the points of a line, NaN where it breaks. */
export function pixelPoints(chart: Chart, index: number): readonly PixelPoint[] {
	return chart.getDatasetMeta(index).data.map(({ x, y }) => ({ x, y }));
}

import type { PlotArea } from '../plot-area.ts';

const MARGIN = Object.freeze({ left: 40, right: 8, top: 4, bottom: 36 });
const LONG_NAME = 4;
const NAME_WIDTH = 7;
const MAX_NAME_MARGIN = 120;

/** The area of the cells on a canvas, right of the names of the rows. */
export function gridArea(
	rowNames: readonly string[] | undefined,
	width: number,
	height: number
): PlotArea {
	const longest = Math.max(0, ...(rowNames ?? []).map((name) => name.length));
	const extra = Math.max(0, longest - LONG_NAME) * NAME_WIDTH;
	const left = Math.min(MAX_NAME_MARGIN, MARGIN.left + extra);
	return {
		left,
		top: MARGIN.top,
		width: Math.max(1, width - left - MARGIN.right),
		height: Math.max(1, height - MARGIN.top - MARGIN.bottom)
	};
}

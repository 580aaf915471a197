import type { PlotArea } from '../plot-area.ts';

const MARGIN = Object.freeze({ left: 40, right: 8, top: 4, bottom: 36 });
const BARE = Object.freeze({ left: 0, right: 0, top: 0, bottom: 0 });
const LONG_NAME = 4;
const NAME_WIDTH = 7;
const MAX_NAME_MARGIN = 120;

/** What the place of the cells on a canvas depends on. */
export interface GridFrame {
	readonly rows: number;
	readonly columns: number;
	readonly rowNames?: readonly string[] | undefined;
	/** Absent: there are axes. */
	readonly hasAxes?: boolean | undefined;
	/** Cells with looks are squares of whole device pixels, so that all are of one size. */
	readonly looks?: unknown;
}

/**
 * Side of the largest square cells that fit, of whole device pixels; of a part of a pixel if there
 * are more cells than pixels.
 */
function squareSide(
	{ rows, columns }: GridFrame,
	width: number,
	height: number,
	density: number
): number {
	const side = Math.min(width / columns, height / rows) * density;
	return (side < 1 ? side : Math.floor(side)) / density;
}

/**
 * The area of the cells on a canvas, right of the names of the rows.
 * @param density device pixels per pixel
 */
export function gridArea(
	frame: GridFrame,
	width: number,
	height: number,
	density: number
): PlotArea {
	const hasAxes = frame.hasAxes ?? true;
	const margin = hasAxes ? MARGIN : BARE;
	const longest = Math.max(0, ...(frame.rowNames ?? []).map((name) => name.length));
	const extra = hasAxes ? Math.max(0, longest - LONG_NAME) * NAME_WIDTH : 0;
	const left = Math.min(MAX_NAME_MARGIN, margin.left + extra);
	const room = {
		left,
		top: margin.top,
		width: Math.max(1, width - left - margin.right),
		height: Math.max(1, height - margin.top - margin.bottom)
	};
	if (frame.looks === undefined) return room;
	const side = squareSide(frame, room.width, room.height, density);
	const size = { width: side * frame.columns, height: side * frame.rows };
	const free = hasAxes ? 0 : (room.width - size.width) / 2;
	return { left: left + Math.floor(free * density) / density, top: room.top, ...size };
}

import { colorRamp } from './color-ramp.ts';
import type { PlotArea } from '../plot-area.ts';
import { pixelDensity } from '../printing.svelte.ts';
import type { ChartTheme } from '../theme.ts';

/**
 * The look of a category of cells: fill means right or wrong, a dot means shown in training.
 * Neither depends on colour.
 */
export interface CellLook {
	readonly isFilled: boolean;
	/** The cell has a dot in its middle. */
	readonly isDotted: boolean;
}

/** Side of the smallest cell with a visible dot, in pixels. */
const LEAST_DOTTED = 4;
const DOT_SHARE = 0.3;
const MAX_DOT = 12;
/** Smaller dots are squares of whole device pixels: a circle would be a blur. */
const LEAST_ROUND = 5;
/** Smaller cells are mixed with this share of their dot's colour. */
export const TINT = 0.3;

/** Rows and columns of a grid. */
interface GridSize {
	readonly rows: number;
	readonly columns: number;
}

/** Whether cells are large enough for dots. Smaller cells are tinted instead. */
export const hasRoomForDots = (area: PlotArea, { rows, columns }: GridSize): boolean =>
	Math.min(area.width / columns, area.height / rows) >= LEAST_DOTTED;

type Triple = readonly [number, number, number];

const fillOf = ({ isFilled }: CellLook, theme: ChartTheme): string =>
	isFilled ? theme.accent : theme.paper;
/** Paper colour on a filled cell, grey on an empty one. */
const dotOf = ({ isFilled }: CellLook, theme: ChartTheme): string =>
	isFilled ? theme.surface : theme.edge;

/** Colours of each category. @param isTinted whether cells are too small for dots */
export function lookColors(
	looks: readonly CellLook[],
	theme: ChartTheme,
	isTinted: boolean
): readonly Triple[] {
	return looks.map((look) => {
		const ramp = colorRamp([fillOf(look, theme), dotOf(look, theme)]);
		return ramp.at(isTinted && look.isDotted ? TINT : 0);
	});
}

/** Side of a square dot in the middle of a square cell, both in device pixels. */
function squareDot(cell: number): number {
	const side = Math.max(1, Math.round(DOT_SHARE * cell));
	// An even rest leaves as much on either side.
	return (cell - side) % 2 === 0 ? side : side + 1;
}

/** Draws the dots of a grid. @param values [rows, columns], each the number of a look */
export function drawCellDots(
	paper: CanvasRenderingContext2D,
	area: PlotArea,
	{ rows, columns, values }: GridSize & { readonly values: Float32Array },
	looks: readonly CellLook[],
	theme: ChartTheme
): void {
	const [width, height] = [area.width / columns, area.height / rows];
	const diameter = Math.min(MAX_DOT, DOT_SHARE * Math.min(width, height));
	const density = pixelDensity();
	const side = squareDot(Math.round(Math.min(width, height) * density)) / density;
	looks.forEach((look, category) => {
		if (!look.isDotted) return;
		paper.fillStyle = dotOf(look, theme);
		paper.beginPath();
		values.forEach((value, cell) => {
			if (value !== category) return;
			const x = area.left + ((cell % columns) + 0.5) * width;
			const y = area.top + (Math.floor(cell / columns) + 0.5) * height;
			if (diameter < LEAST_ROUND) {
				paper.rect(x - side / 2, y - side / 2, side, side);
				return;
			}
			paper.moveTo(x + diameter / 2, y);
			paper.arc(x, y, diameter / 2, 0, 2 * Math.PI);
		});
		paper.fill();
	});
}

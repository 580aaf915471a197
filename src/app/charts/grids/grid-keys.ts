import type { GridCell } from './grid-chart.ts';

/** With Shift a key moves this many cells. */
const SHIFT_CELLS = 10;

const MOVES: Readonly<Record<string, readonly [rows: number, columns: number]>> = Object.freeze({
	ArrowUp: [-1, 0],
	ArrowDown: [1, 0],
	ArrowLeft: [0, -1],
	ArrowRight: [0, 1]
});

/**
 * The cell that an arrow key selects, at most at the edge; undefined for other keys.
 * @param from undefined if no cell is selected; then the first cell is
 */
export function movedCell(
	from: GridCell | undefined,
	{ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
	{ rows, columns }: { readonly rows: number; readonly columns: number }
): GridCell | undefined {
	const move = MOVES[key];
	if (move === undefined) return undefined;
	if (from === undefined) return { row: 0, column: 0 };
	const cells = shiftKey ? SHIFT_CELLS : 1;
	const clamp = (place: number, count: number) => Math.min(count - 1, Math.max(0, place));
	return {
		row: clamp(from.row + cells * move[0], rows),
		column: clamp(from.column + cells * move[1], columns)
	};
}

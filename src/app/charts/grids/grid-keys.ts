import type { GridCell } from './grid-chart.ts';

/** With Shift one press is a longer way. */
const LONG_WAY = 10;

const MOVES: Readonly<Record<string, readonly [rows: number, columns: number]>> = Object.freeze({
	ArrowUp: [-1, 0],
	ArrowDown: [1, 0],
	ArrowLeft: [0, -1],
	ArrowRight: [0, 1]
});

/**
 * The cell that an arrow key leads to, at most to the edge; undefined for any other key.
 * @param from undefined: nothing is pointed at yet, and the first press leads to the first cell
 */
export function movedCell(
	from: GridCell | undefined,
	{ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
	{ rows, columns }: { readonly rows: number; readonly columns: number }
): GridCell | undefined {
	const move = MOVES[key];
	if (move === undefined) return undefined;
	if (from === undefined) return { row: 0, column: 0 };
	const way = shiftKey ? LONG_WAY : 1;
	const clamp = (place: number, count: number) => Math.min(count - 1, Math.max(0, place));
	return {
		row: clamp(from.row + way * move[0], rows),
		column: clamp(from.column + way * move[1], columns)
	};
}

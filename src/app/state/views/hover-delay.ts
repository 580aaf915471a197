/** A cell that the pointer only crosses is not reported. */
const DELAY_MS = 150;

/** Debounces hover: calls back once after 150 ms on the same cell. */
export class HoverDelay<Cell> {
	readonly #callback: (cell: Cell) => void;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(callback: (cell: Cell) => void) {
		this.#callback = callback;
	}

	/** The pointer entered a cell, or left all cells (undefined). */
	enter(cell: Cell | undefined): void {
		clearTimeout(this.#timer);
		if (cell === undefined) return;
		this.#timer = setTimeout(() => {
			this.#callback(cell);
		}, DELAY_MS);
	}

	/** A cell was pressed: calls back at once. */
	choose(cell: Cell): void {
		clearTimeout(this.#timer);
		this.#callback(cell);
	}
}

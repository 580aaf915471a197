import type { PlotArea } from '../plot-area.ts';

const BYTES = 4;
const OPAQUE = 255;

/** Draws cells into an area, one colour each, without smoothing. Undefined cells stay empty. */
export class PixelImage {
	readonly #canvas = document.createElement('canvas');

	/** @param colorAt colour of a cell in bytes; row 0 is on top */
	draw(
		paper: CanvasRenderingContext2D,
		area: PlotArea,
		size: { readonly rows: number; readonly columns: number },
		colorAt: (row: number, column: number) => readonly [number, number, number] | undefined
	): void {
		const { rows, columns } = size;
		const cells = this.#canvas.getContext('2d');
		if (cells === null || rows === 0 || columns === 0) return;
		if (this.#canvas.width !== columns) this.#canvas.width = columns;
		if (this.#canvas.height !== rows) this.#canvas.height = rows;
		const image = cells.createImageData(columns, rows);
		for (let row = 0; row < rows; row += 1) {
			for (let column = 0; column < columns; column += 1) {
				const color = colorAt(row, column);
				if (color === undefined) continue;
				const at = BYTES * (row * columns + column);
				image.data[at] = color[0];
				image.data[at + 1] = color[1];
				image.data[at + 2] = color[2];
				image.data[at + 3] = OPAQUE;
			}
		}
		cells.putImageData(image, 0, 0);
		paper.imageSmoothingEnabled = false;
		paper.drawImage(this.#canvas, area.left, area.top, area.width, area.height);
	}
}

import { drawInFrame } from './draw-in-frame.ts';
import { onPrintChange, pixelDensity } from './printing.svelte.ts';
import { observeSight, observeSize } from './observe.ts';
import { onThemeChange, readTheme, type ChartTheme } from './theme.ts';

/** A canvas to draw on, in device-independent pixels. */
export interface Sheet {
	readonly paper: CanvasRenderingContext2D;
	readonly width: number;
	readonly height: number;
	readonly theme: ChartTheme;
}

/**
 * Keeps a canvas at the resolution of the screen, and redraws it when its size, the theme or its
 * content changes: at most once per frame, and only while it is visible.
 */
export class CanvasSheet {
	readonly #canvas: HTMLCanvasElement;
	readonly #draw: (sheet: Sheet) => void;
	/** Functions that end the observations. */
	readonly #ends: readonly (() => void)[];
	#theme: ChartTheme;
	#isInSight = false;
	#cancel: (() => void) | undefined;

	constructor(canvas: HTMLCanvasElement, draw: (sheet: Sheet) => void) {
		this.#canvas = canvas;
		this.#draw = draw;
		this.#theme = readTheme(canvas);
		this.#ends = [
			observeSize(canvas, () => {
				this.invalidate();
			}),
			observeSight(canvas, (isInSight) => {
				this.#isInSight = isInSight;
				if (isInSight) this.invalidate();
			}),
			onThemeChange(() => {
				this.#theme = readTheme(canvas);
				this.invalidate();
			}),
			onPrintChange(() => {
				this.#theme = readTheme(canvas);
				this.#render();
			})
		];
	}

	/** Call it when the content has changed. */
	invalidate(): void {
		if (!this.#isInSight) return;
		this.#cancel = drawInFrame(this.#render);
	}

	destroy(): void {
		this.#cancel?.();
		for (const end of this.#ends) end();
	}

	readonly #render = (): void => {
		const { clientWidth: width, clientHeight: height } = this.#canvas;
		const paper = this.#canvas.getContext('2d');
		if (paper === null || width === 0 || height === 0) return;
		const density = pixelDensity();
		const [columns, rows] = [Math.round(width * density), Math.round(height * density)];
		// Setting a size clears the canvas and allocates a new buffer, even if the size is
		// unchanged.
		if (this.#canvas.width !== columns) this.#canvas.width = columns;
		if (this.#canvas.height !== rows) this.#canvas.height = rows;
		paper.setTransform(density, 0, 0, density, 0, 0);
		paper.clearRect(0, 0, width, height);
		this.#draw({ paper, width, height, theme: this.#theme });
	};
}

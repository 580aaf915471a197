import { observeSight, observeSize } from './observe.ts';
import { onThemeChange, readTheme, type ChartTheme } from './theme.ts';

/** A canvas ready to be drawn on, in device-independent pixels. */
export interface Sheet {
	readonly paper: CanvasRenderingContext2D;
	readonly width: number;
	readonly height: number;
	readonly theme: ChartTheme;
}

/**
 * Keeps a canvas as sharp as the screen, and draws it anew, at most once per frame and only while
 * it is in sight, when its size, the theme or what it shows has changed.
 */
export class CanvasSheet {
	readonly #canvas: HTMLCanvasElement;
	readonly #draw: (sheet: Sheet) => void;
	/** What ends the observations. */
	readonly #ends: readonly (() => void)[];
	#theme: ChartTheme;
	#isInSight = false;
	#frame = 0;

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
			})
		];
	}

	/** What it shows has changed. */
	invalidate(): void {
		if (this.#frame !== 0 || !this.#isInSight) return;
		this.#frame = requestAnimationFrame(() => {
			this.#frame = 0;
			this.#render();
		});
	}

	destroy(): void {
		cancelAnimationFrame(this.#frame);
		for (const end of this.#ends) end();
	}

	#render(): void {
		const { clientWidth: width, clientHeight: height } = this.#canvas;
		const paper = this.#canvas.getContext('2d');
		if (paper === null || width === 0 || height === 0) return;
		const density = devicePixelRatio;
		const [columns, rows] = [Math.round(width * density), Math.round(height * density)];
		// Setting a size clears the canvas and costs a new buffer, even where it is the same.
		if (this.#canvas.width !== columns) this.#canvas.width = columns;
		if (this.#canvas.height !== rows) this.#canvas.height = rows;
		paper.setTransform(density, 0, 0, density, 0, 0);
		paper.clearRect(0, 0, width, height);
		this.#draw({ paper, width, height, theme: this.#theme });
	}
}

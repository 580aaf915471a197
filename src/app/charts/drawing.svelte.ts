import { untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';

/** A chart that exists as long as its canvas. */
export interface Drawing<Model> {
	update(model: Model): void;
	destroy(): void;
}

/**
 * Attaches a chart to its canvas and updates it when the model changes.
 * @param listen adds what the pointer does on the canvas, and returns a function that ends it
 */
export function drawing<Model, Chart extends Drawing<Model>>(
	make: (canvas: HTMLCanvasElement, model: Model) => Chart,
	model: () => Model,
	listen?: (canvas: HTMLCanvasElement, chart: Chart) => () => void
): Attachment<HTMLCanvasElement> {
	return (canvas) => {
		const chart = untrack(() => make(canvas, model()));
		$effect(() => {
			chart.update(model());
		});
		const endListening = listen?.(canvas, chart);
		return () => {
			endListening?.();
			chart.destroy();
		};
	};
}

/**
 * Attaches a chart whose values are read under the pointer.
 * @param point called with the place of the pointer or of a tap, and with undefined when the
 * pointer leaves; what was tapped stays
 */
export function pointedDrawing<Model, Chart extends Drawing<Model>, Place>(
	make: (canvas: HTMLCanvasElement, model: Model) => Chart,
	model: () => Model,
	placeAt: (chart: Chart, x: number, y: number) => Place,
	point: (place: Place | undefined) => void
): Attachment<HTMLCanvasElement> {
	return drawing(make, model, (canvas, chart) => {
		const ended = new AbortController();
		const { signal } = ended;
		const move = ({ offsetX, offsetY }: PointerEvent) => {
			point(placeAt(chart, offsetX, offsetY));
		};
		const leave = ({ pointerType }: PointerEvent) => {
			if (pointerType !== 'touch') point(undefined);
		};
		canvas.addEventListener('pointermove', move, { signal });
		canvas.addEventListener('pointerdown', move, { signal });
		canvas.addEventListener('pointerleave', leave, { signal });
		return () => {
			ended.abort();
		};
	});
}

import { untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';

/** A chart that exists as long as its canvas. */
export interface Drawing<Model> {
	update(model: Model): void;
	destroy(): void;
}

/** Attaches a chart to its canvas and updates it when the model changes. */
export function drawing<Model>(
	make: (canvas: HTMLCanvasElement, model: Model) => Drawing<Model>,
	model: () => Model
): Attachment<HTMLCanvasElement> {
	return (canvas) => {
		const chart = untrack(() => make(canvas, model()));
		$effect(() => {
			chart.update(model());
		});
		return () => {
			chart.destroy();
		};
	};
}

import type { CrosshairState } from '../../state/run/crosshair.svelte.ts';
import type { ScrubState } from '../../state/run/scrub.svelte.ts';

/** What a pointer over a step axis changes. */
interface Moved {
	readonly crosshair: CrosshairState;
	readonly scrub: ScrubState;
	/** The step at a horizontal position; undefined where there is no data. */
	stepAt(offsetX: number): number | undefined;
}

/**
 * Moves the crosshair on hover, and scrubs to the step on a press or drag.
 * @returns a function that removes the listeners
 */
export function followPointer(
	element: HTMLElement,
	{ crosshair, scrub, stepAt }: Moved
): () => void {
	const point = (event: PointerEvent) => {
		const step = stepAt(event.offsetX);
		crosshair.step = step;
		if (step !== undefined && event.buttons === 1) scrub.pin(step);
	};
	const press = (event: MouseEvent) => {
		const step = stepAt(event.offsetX);
		if (step !== undefined) scrub.pin(step);
	};
	const leave = () => {
		crosshair.step = undefined;
	};
	element.addEventListener('pointermove', point);
	element.addEventListener('click', press);
	element.addEventListener('pointerleave', leave);
	return () => {
		element.removeEventListener('pointermove', point);
		element.removeEventListener('click', press);
		element.removeEventListener('pointerleave', leave);
	};
}

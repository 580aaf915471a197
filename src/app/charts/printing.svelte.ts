import { flushSync } from 'svelte';

const changed = new Set<() => void>();
let isPrinting = $state(false);

/** Whether the page is laid out for print. */
export const isPrinted = (): boolean => isPrinting;

/** Whether the canvases of the page need more pixels than the screen shows: paper has more. */
export const pixelDensity = (): number =>
	isPrinting ? Math.max(2, devicePixelRatio) : devicePixelRatio;

/** Calls back when the layout changes to print or back. Returns a function that stops it. */
export function onPrintChange(change: () => void): () => void {
	changed.add(change);
	return () => {
		changed.delete(change);
	};
}

/** The browser prints without waiting for a frame, so everything must change at once. */
function layOut(forPrint: boolean): void {
	if (forPrint === isPrinting) return;
	isPrinting = forPrint;
	document.documentElement.classList.toggle('printing', forPrint);
	flushSync();
	for (const change of changed) change();
}

/**
 * Lays the page out for print whenever it is printed. Returns a function that stops it. The class
 * `printing` does it, not a media query, because charts must measure their size for print while the
 * page still has the size of the screen.
 */
export function watchPrinting(): () => void {
	const ended = new AbortController();
	const { signal } = ended;
	addEventListener('beforeprint', () => layOut(true), { signal });
	addEventListener('afterprint', () => layOut(false), { signal });
	try {
		// Print previews of developer tools send no event.
		const query = matchMedia('print');
		query.addEventListener('change', ({ matches }) => layOut(matches), { signal });
	} catch {
		// Without media queries the two events have to do.
	}
	return () => {
		ended.abort();
	};
}

/**
 * Calls back when an element comes into sight or leaves it. Where the browser cannot tell, it counts as in sight.
 * @param rootMargin how far outside the window still counts, as in CSS
 * @returns what ends it
 */
export function observeSight(
	element: Element,
	changed: (isInSight: boolean) => void,
	rootMargin = '0px'
): () => void {
	try {
		const observer = new IntersectionObserver(
			(entries) => {
				changed(entries.at(-1)?.isIntersecting === true);
			},
			{ rootMargin }
		);
		observer.observe(element);
		return () => {
			observer.disconnect();
		};
	} catch {
		return later(() => {
			changed(true);
		});
	}
}

/** Calls back when the size of an element changes; where the browser cannot tell, when the window's does. */
export function observeSize(element: Element, changed: () => void): () => void {
	try {
		const observer = new ResizeObserver(changed);
		observer.observe(element);
		return () => {
			observer.disconnect();
		};
	} catch {
		window.addEventListener('resize', changed);
		const cancel = later(changed);
		return () => {
			window.removeEventListener('resize', changed);
			cancel();
		};
	}
}

/** As an observer does: not before whoever asked for it has got its answer. */
function later(callBack: () => void): () => void {
	const timer = setTimeout(callBack, 0);
	return () => {
		clearTimeout(timer);
	};
}

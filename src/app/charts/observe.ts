/**
 * Calls back when an element becomes visible or hidden. Without `IntersectionObserver` it counts as
 * visible.
 * @param rootMargin margin around the window that counts as visible, as in CSS
 * @returns a function that stops it
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

/**
 * Calls back when the size of an element changes; without `ResizeObserver`, when that of the window
 * does.
 */
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

/**
 * Defines a `ResizeObserver` that follows the window only, if the browser has none. Chart.js needs
 * one.
 */
export function ensureResizeObserver(): void {
	try {
		new ResizeObserver(() => undefined).disconnect();
	} catch {
		Object.defineProperty(globalThis, 'ResizeObserver', {
			configurable: true,
			value: WindowResizeObserver
		});
	}
}

type Resized = (entries: readonly Pick<ResizeObserverEntry, 'target' | 'contentRect'>[]) => void;

class WindowResizeObserver {
	readonly #resized: Resized;
	readonly #ends = new Map<Element, () => void>();

	constructor(resized: Resized) {
		this.#resized = resized;
	}

	observe(target: Element): void {
		const changed = () => {
			this.#resized([{ target, contentRect: target.getBoundingClientRect() }]);
		};
		const cancel = later(changed);
		window.addEventListener('resize', changed);
		this.#ends.set(target, () => {
			cancel();
			window.removeEventListener('resize', changed);
		});
	}

	unobserve(target: Element): void {
		this.#ends.get(target)?.();
		this.#ends.delete(target);
	}

	disconnect(): void {
		for (const target of this.#ends.keys()) this.unobserve(target);
	}
}

/**
 * Whether a canvas can be drawn on. The browser may refuse a context for lack of memory or by
 * policy.
 */
export function canDraw(canvas: HTMLCanvasElement): boolean {
	try {
		return canvas.getContext('2d') !== null;
	} catch {
		return false;
	}
}

/** Calls back asynchronously like an observer, so that the caller has its return value first. */
function later(callBack: () => void): () => void {
	const timer = setTimeout(callBack, 0);
	return () => {
		clearTimeout(timer);
	};
}

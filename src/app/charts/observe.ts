/**
 * Calls back when an element comes into sight or leaves it. Where the browser cannot tell, it
 * counts as in sight.
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

/**
 * Calls back when the size of an element changes; where the browser cannot tell, when the window's
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
 * Where the browser has no `ResizeObserver`, which Chart.js cannot do without: one that hears of
 * the window alone.
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
 * Something can be drawn on the canvas: not where the browser gives no context, for want of memory
 * or by a policy.
 */
export function canDraw(canvas: HTMLCanvasElement): boolean {
	try {
		return canvas.getContext('2d') !== null;
	} catch {
		return false;
	}
}

/** Calls back asynchronously, as an observer does: the caller must have its return value first. */
function later(callBack: () => void): () => void {
	const timer = setTimeout(callBack, 0);
	return () => {
		clearTimeout(timer);
	};
}

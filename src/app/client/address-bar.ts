/**
 * Safari refuses more than 100 history calls in 10 to 30 seconds, which a dragged slider would
 * reach.
 */
const WRITE_DELAY_MS = 400;

/** The fragment of the page's address: read, written late and seldom, watched. */
export class AddressBar {
	readonly #isLinkQuery: (query: string) => boolean;
	#timer: number | undefined;
	#pending: string | undefined;

	/** @param isLinkQuery whether what stands behind `?` was meant to stand behind `#` */
	constructor(isLinkQuery: (query: string) => boolean) {
		this.#isLinkQuery = isLinkQuery;
	}

	/** The fragment without its `#`; with the query before it where that is a link. */
	read(): string {
		const { hash, search } = location;
		const isInQuery = this.#isInQuery && !this.#isLinkQuery(hash.slice(1));
		return isInQuery ? search + hash : hash.slice(1);
	}

	/** The whole address with another fragment (given without its `#`). */
	address(fragment: string): string {
		const whole = location.href.split('#')[0] ?? '';
		return `${this.#isInQuery ? (whole.split('?')[0] ?? '') : whole}#${fragment}`;
	}

	/** A link behind `?` gives way to the one behind `#`. */
	#relative(fragment: string): string {
		return `${this.#isInQuery ? location.pathname : ''}#${fragment}`;
	}

	get #isInQuery(): boolean {
		return location.search !== '' && this.#isLinkQuery(location.search);
	}

	/** Writes the fragment once nothing more was written for a while. */
	write(fragment: string): void {
		this.#pending = fragment;
		clearTimeout(this.#timer);
		this.#timer = window.setTimeout(() => {
			this.flush();
		}, WRITE_DELAY_MS);
	}

	/**
	 * Writes the fragment as a new entry of the history, so that Back leads to the one of before.
	 */
	push(fragment: string): void {
		this.flush();
		if (fragment === this.read()) return;
		try {
			history.pushState(history.state, '', this.#relative(fragment));
		} catch {
			// As in `flush`.
		}
	}

	/** Writes what waits, now. */
	flush(): void {
		clearTimeout(this.#timer);
		const fragment = this.#pending;
		this.#pending = undefined;
		if (fragment === undefined || fragment === this.read()) return;
		try {
			history.replaceState(history.state, '', this.#relative(fragment));
		} catch {
			// The browser's limit on history calls: the address lags behind until the next change,
			// nothing else is lost.
		}
	}

	/** Calls back when the user edits the fragment or follows a link. Returns what ends it. */
	onChange(changed: (fragment: string) => void): () => void {
		const listener = () => {
			changed(this.read());
		};
		window.addEventListener('hashchange', listener);
		return () => {
			window.removeEventListener('hashchange', listener);
			this.flush();
		};
	}
}

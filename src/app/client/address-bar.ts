/** Safari allows 100 history calls in 10 to 30 seconds; dragging a slider would exceed that. */
const WRITE_DELAY_MS = 400;

/** The fragment of the page's address: reads it, writes it debounced, watches it. */
export class AddressBar {
	readonly #isLinkQuery: (query: string) => boolean;
	#timer: number | undefined;
	#pending: string | undefined;
	/** The address for which the waiting fragment was meant. */
	#writtenOver = '';

	/** @param isLinkQuery whether the text behind `?` is a link that should be behind `#` */
	constructor(isLinkQuery: (query: string) => boolean) {
		this.#isLinkQuery = isLinkQuery;
	}

	/** The fragment without its `#`; preceded by the query if that is a link. */
	read(): string {
		const { hash, search } = location;
		const isInQuery = this.#isInQuery && !this.#isLinkQuery(hash.slice(1));
		return isInQuery ? search + hash : hash.slice(1);
	}

	/** The full address with another fragment (given without `#`). */
	address(fragment: string): string {
		const whole = location.href.split('#')[0] ?? '';
		return `${this.#isInQuery ? (whole.split('?')[0] ?? '') : whole}#${fragment}`;
	}

	/** Drops a link behind `?` in favour of the one behind `#`. */
	#relative(fragment: string): string {
		return `${this.#isInQuery ? location.pathname : ''}#${fragment}`;
	}

	get #isInQuery(): boolean {
		return location.search !== '' && this.#isLinkQuery(location.search);
	}

	/** Writes the fragment after 400 ms without another write. */
	write(fragment: string): void {
		this.#pending = fragment;
		this.#writtenOver = location.href;
		clearTimeout(this.#timer);
		this.#timer = window.setTimeout(() => {
			this.flush();
		}, WRITE_DELAY_MS);
	}

	/** Writes the fragment as a new history entry, so that Back leads to the earlier one. */
	push(fragment: string): void {
		this.flush();
		if (fragment === this.read()) return;
		try {
			history.pushState(history.state, '', this.#relative(fragment));
		} catch {
			// See `flush`.
		}
	}

	/**
	 * Writes a waiting fragment now. If the user has meanwhile gone to another address, such as by
	 * Back, it is dropped: it would overwrite that address.
	 */
	flush(): void {
		const fragment = this.#pending;
		this.#drop();
		if (fragment === undefined || fragment === this.read()) return;
		if (location.href !== this.#writtenOver) return;
		try {
			history.replaceState(history.state, '', this.#relative(fragment));
		} catch {
			// The browser limits history calls. The address stays behind until the next change;
			// nothing else is lost.
		}
	}

	#drop(): void {
		clearTimeout(this.#timer);
		this.#pending = undefined;
	}

	/**
	 * Calls back when the user edits the fragment or follows a link. Returns a function that stops
	 * it.
	 */
	onChange(changed: (fragment: string) => void): () => void {
		const listener = () => {
			this.#drop();
			changed(this.read());
		};
		window.addEventListener('hashchange', listener);
		return () => {
			window.removeEventListener('hashchange', listener);
			this.flush();
		};
	}
}

/** Safari refuses more than 100 history calls in 10 to 30 seconds, which a dragged slider would reach. */
const WRITE_DELAY_MS = 400;

/** The fragment of the page's address: read, written late and seldom, watched. */
export class AddressBar {
	#timer: number | undefined;
	#pending: string | undefined;

	/** The fragment without its `#`. */
	read(): string {
		return location.hash.slice(1);
	}

	/** The whole address with another fragment (given without its `#`). */
	address(fragment: string): string {
		return `${location.href.split('#')[0] ?? ''}#${fragment}`;
	}

	/** Writes the fragment once nothing more was written for a while. */
	write(fragment: string): void {
		this.#pending = fragment;
		clearTimeout(this.#timer);
		this.#timer = window.setTimeout(() => {
			this.flush();
		}, WRITE_DELAY_MS);
	}

	/** Writes what waits, now. */
	flush(): void {
		clearTimeout(this.#timer);
		const fragment = this.#pending;
		this.#pending = undefined;
		if (fragment === undefined || fragment === this.read()) return;
		try {
			history.replaceState(history.state, '', `#${fragment}`);
		} catch {
			// The browser's limit on history calls: the address lags behind until the next change, nothing else is lost.
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

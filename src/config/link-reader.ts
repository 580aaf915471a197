import { MAX_LINK_ENTRIES, parseFragment, shown } from './link-text.ts';

/** Something in a link that was not taken as written. Texts are raw (not escaped), and capped in length. */
interface LinkNotice {
	readonly key: string;
	readonly value: string;
	/** Names the key, the value and what was expected. */
	readonly message: string;
}

const rejection = (key: string, expected: string, text: string) =>
	`${shown(key)}: expected ${expected}, got ${text === '' ? 'nothing' : shown(text)}`;

/** One reading of a fragment: hands out its values key by key, and keeps notices of what was not taken. */
export class LinkReader {
	readonly notices: LinkNotice[] = [];
	readonly #valuesByKey = new Map<string, string[]>();
	#hasTaken = false;

	constructor(fragment: string) {
		const { entries, isTruncated } = parseFragment(fragment);
		for (const { key, value, isMalformed } of entries) {
			if (isMalformed) {
				this.report(key, value, rejection(key, 'valid percent-encoding', value));
				continue;
			}
			const values = this.#valuesByKey.get(key);
			if (values === undefined) this.#valuesByKey.set(key, [value]);
			else values.push(value);
		}
		if (isTruncated) {
			const limit = String(MAX_LINK_ENTRIES);
			this.report('', '', `expected at most ${limit} entries in a link; the rest was not read`);
		}
	}

	/** Whether any value was taken so far. */
	get hasTaken(): boolean {
		return this.#hasTaken;
	}

	report(key: string, value: string, message: string): void {
		this.notices.push({ key: shown(key), value: shown(value), message });
	}

	/** The first value of a key that `parse` does not answer with undefined; the others are reported. */
	take<T>(key: string, expected: string, parse: (text: string) => T | undefined): T | undefined {
		let taken: { readonly text: string; readonly value: T } | undefined;
		for (const text of this.#remove(key)) {
			const value = parse(text);
			if (value === undefined) {
				this.report(key, text, rejection(key, expected, text));
			} else if (taken === undefined) {
				taken = { text, value };
			} else {
				const kept = `the first, ${shown(taken.text)}, is used`;
				this.report(key, text, `${rejection(key, 'one value only', text)} too; ${kept}`);
			}
		}
		this.#hasTaken ||= taken !== undefined;
		return taken?.value;
	}

	/** Reports every value of a key. @param reason what was expected instead */
	refuse(key: string, reason: string): void {
		for (const text of this.#remove(key)) this.report(key, text, rejection(key, reason, text));
	}

	/** Reports the keys that nobody asked for, and returns them with their first values. */
	takeUnknown(): Readonly<Record<string, string>> {
		const kept = [...this.#valuesByKey].map(([key, [first = '']]) => [key, first] as const);
		for (const [key] of kept) this.refuse(key, 'a key that this version knows');
		// fromEntries makes own properties even of keys such as __proto__.
		return Object.freeze(Object.fromEntries(kept));
	}

	#remove(key: string): readonly string[] {
		const values = this.#valuesByKey.get(key) ?? [];
		this.#valuesByKey.delete(key);
		return values;
	}
}

import { userProblems } from './failures.ts';

/** Usage problems of several checks, so that one message lists all of them. */
export class Problems {
	readonly #sentences: string[] = [];

	get all(): readonly string[] {
		return this.#sentences;
	}

	add(...sentences: readonly string[]): void {
		this.addAll(sentences);
	}

	/** For lists of any length, which arguments may not have. */
	addAll(sentences: readonly string[]): void {
		for (const sentence of sentences) this.#sentences.push(sentence);
	}

	/**
	 * What a look gives; undefined when it found problems, which are kept. Any other error passes.
	 */
	look<T>(act: () => T): T | undefined {
		try {
			return act();
		} catch (error) {
			const found = userProblems(error);
			if (found === undefined) throw error;
			this.addAll(found);
			return undefined;
		}
	}

	/** The same of a look that takes a while. */
	async lookLater<T>(act: () => Promise<T>): Promise<T | undefined> {
		try {
			return await act();
		} catch (error) {
			return this.look<T>(() => {
				throw error;
			});
		}
	}
}

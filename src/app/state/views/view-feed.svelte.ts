import type { Result, ViewAnswer, ViewQuestion } from '../../../worker/lab-api.ts';
import type { ViewBudget } from './view-budget.ts';

/** What a visible view wants to show. */
export interface ViewWish {
	readonly question: ViewQuestion;
	/** Moves when an old answer would be wrong: another run, other key frequencies. */
	readonly subject: string;
	/** Step of the newest weights, for a question that asks for them. */
	readonly newest: number;
	/** Newer weights keep coming: patience is due. */
	readonly isTraining: boolean;
}

interface Asked {
	readonly key: string;
	readonly newest: number;
}

/** The answers to one view's questions: one under way at a time, the newest wish wins. */
export class ViewFeed {
	answer: ViewAnswer | undefined = $state.raw(undefined);
	/** What it answers. */
	answered: ViewQuestion | undefined = $state.raw(undefined);
	/** Why the latest question has no answer. */
	problem: string | undefined = $state.raw(undefined);
	isAsking = $state.raw(false);
	readonly #ask: (question: ViewQuestion) => Promise<Result<ViewAnswer>>;
	readonly #budget: ViewBudget;
	#wish: ViewWish | undefined;
	#asked: Asked | undefined;
	#subject: string | undefined;
	#notBefore = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#isDisposed = false;

	/** @param budget shared with the other views of the page */
	constructor(ask: (question: ViewQuestion) => Promise<Result<ViewAnswer>>, budget: ViewBudget) {
		this.#ask = ask;
		this.#budget = budget;
	}

	/**
	 * Takes note of what is wanted now; undefined: nobody looks. State changes only later, so an
	 * effect may call it.
	 */
	want(wish: ViewWish | undefined): void {
		this.#wish = wish;
		this.#budget.note(this, wish?.isTraining === true);
		queueMicrotask(() => void this.#next());
	}

	dispose(): void {
		this.#isDisposed = true;
		this.#budget.note(this, false);
		clearTimeout(this.#timer);
	}

	async #next(): Promise<void> {
		clearTimeout(this.#timer);
		const wish = this.#wish;
		if (wish === undefined || this.isAsking || this.#isDisposed) return;
		const key = JSON.stringify([wish.subject, wish.question]);
		if (key === this.#asked?.key) {
			if (wish.question.step !== undefined || wish.newest === this.#asked.newest) return;
			const wait = wish.isTraining ? this.#notBefore - performance.now() : 0;
			if (wait > 0) {
				this.#timer = setTimeout(() => void this.#next(), wait);
				return;
			}
		}
		this.#asked = { key, newest: wish.newest };
		await this.#answer(wish);
		await this.#next();
	}

	async #answer({ question, subject }: ViewWish): Promise<void> {
		this.isAsking = true;
		const start = performance.now();
		const result = await this.#ask(question);
		const now = performance.now();
		this.#notBefore = now + this.#budget.pauseAfter(now - start);
		this.isAsking = false;
		if (subject !== (this.#wish?.subject ?? subject)) return;
		// A picture of another run is worse than none.
		if (this.#subject !== subject && !result.ok) this.answer = undefined;
		this.#subject = subject;
		this.problem = result.ok ? undefined : result.error.message;
		if (!result.ok) return;
		this.answer = result.value;
		this.answered = question;
	}
}

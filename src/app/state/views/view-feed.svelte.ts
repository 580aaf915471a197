import type { Result, ViewAnswer, ViewQuestion } from '../../../worker/lab-api.ts';
import type { RunSource } from '../run/run-source.ts';

/** What a visible view needs to be computed. */
export interface FeedRequest {
	readonly question: ViewQuestion;
	/** Changes when an earlier answer no longer fits: another run, other key frequencies. */
	readonly subject: string;
	/** Step of the newest weights, for a question without a step. */
	readonly newest: number;
	/** The run trains, so newer weights keep coming and answers are spaced out. */
	readonly isTraining: boolean;
}

/**
 * The request of a view for a run; undefined without weights.
 * @param snapshot step of the snapshot to look at; undefined for the newest weights
 */
export function viewRequest(
	{ generation, keyFrequencies, isTraining, step, facts, status }: RunSource,
	snapshot: number | undefined,
	{ id, controls }: Pick<ViewQuestion, 'id' | 'controls'>
): FeedRequest | undefined {
	if (facts === undefined || status.state === 'failed') return undefined;
	return {
		question: { id, controls, ...(snapshot === undefined ? {} : { step: snapshot }) },
		// Key frequencies change often during training, and the next answer follows soon anyway.
		subject: JSON.stringify([generation, isTraining ? [] : keyFrequencies]),
		newest: step,
		isTraining
	};
}

/** Shortest pause between two requests of a view while a run trains. */
const MIN_PAUSE_MS = 2000;
/** How long a view waits between two requests while a run trains, if not as all views do. */
export interface OwnPause {
	readonly leastMs: number;
	/** The view takes at most this fraction (one over it) of the run's time. */
	readonly parts: number;
	/**
	 * Counts only the time of computing, not the wait for a burst of steps to end, which is most of
	 * it for a view that costs little.
	 */
	readonly isWithoutWait?: boolean;
}
/** All visible views together take at most this fraction (one over it) of the run's time. */
const PARTS = 20;

/** Limits the time that visible views take from a run that trains, and shares it among them. */
export class ViewBudget {
	readonly #watched = new Set<object>();

	/** Notes whether a view is visible while a run trains. */
	note(view: object, isWatched: boolean): void {
		if (isWatched) this.#watched.add(view);
		else this.#watched.delete(view);
	}

	/** @returns the pause in ms before the next request of a view whose answer took `costMs` */
	pauseAfter(costMs: number): number {
		return Math.max(MIN_PAUSE_MS, PARTS * Math.max(1, this.#watched.size) * costMs);
	}
}

interface Asked {
	readonly key: string;
	readonly newest: number;
}

/** The answers to one view's requests: one request at a time, the latest one next. */
export class ViewFeed {
	answer: ViewAnswer | undefined = $state.raw(undefined);
	/** The question that `answer` belongs to. */
	answered: ViewQuestion | undefined = $state.raw(undefined);
	/** Why the latest request failed. */
	problem: string | undefined = $state.raw(undefined);
	isAsking = $state.raw(false);
	readonly #ask: (question: ViewQuestion) => Promise<Result<ViewAnswer>>;
	readonly #budget: ViewBudget;
	readonly #ownPause: OwnPause | undefined;
	#request: FeedRequest | undefined;
	#asked: Asked | undefined;
	#subject: string | undefined;
	#notBefore = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#isDisposed = false;

	/**
	 * @param budget shared with the other views of the page
	 * @param ownPause for a view that does not wait as the budget says
	 */
	constructor(
		ask: (question: ViewQuestion) => Promise<Result<ViewAnswer>>,
		budget: ViewBudget,
		ownPause?: OwnPause
	) {
		this.#ask = ask;
		this.#budget = budget;
		this.#ownPause = ownPause;
	}

	/**
	 * Sets the current request; undefined while the view is out of sight. Reactive state changes
	 * only afterwards, so an effect may call it.
	 */
	request(request: FeedRequest | undefined): void {
		this.#request = request;
		this.#budget.note(this, request?.isTraining === true);
		queueMicrotask(() => void this.#next());
	}

	dispose(): void {
		this.#isDisposed = true;
		this.#budget.note(this, false);
		clearTimeout(this.#timer);
	}

	async #next(): Promise<void> {
		clearTimeout(this.#timer);
		const request = this.#request;
		if (request === undefined || this.isAsking || this.#isDisposed) return;
		const key = JSON.stringify([request.subject, request.question]);
		if (key === this.#asked?.key) {
			if (request.question.step !== undefined || request.newest === this.#asked.newest) return;
			const wait = request.isTraining ? this.#notBefore - performance.now() : 0;
			if (wait > 0) {
				this.#timer = setTimeout(() => void this.#next(), wait);
				return;
			}
		}
		this.#asked = { key, newest: request.newest };
		await this.#answer(request);
		await this.#next();
	}

	/**
	 * @param askedMs from the request to the answer
	 * @param tookMs of it, what computing took
	 */
	#pauseAfter(askedMs: number, tookMs = askedMs): number {
		if (this.#ownPause === undefined) return this.#budget.pauseAfter(askedMs);
		const { leastMs, parts, isWithoutWait } = this.#ownPause;
		const costMs = isWithoutWait === true ? tookMs : askedMs;
		// The first answer also opens a session, which the next ones do not.
		return this.answer === undefined ? leastMs : Math.max(leastMs, parts * costMs);
	}

	async #answer({ question, subject }: FeedRequest): Promise<void> {
		this.isAsking = true;
		const start = performance.now();
		const result = await this.#ask(question);
		const now = performance.now();
		this.#notBefore =
			now + this.#pauseAfter(now - start, result.ok ? result.value.tookMs : undefined);
		this.isAsking = false;
		if (subject !== (this.#request?.subject ?? subject)) return;
		// A picture of an earlier run must not stay.
		if (this.#subject !== subject && !result.ok) this.answer = undefined;
		this.#subject = subject;
		this.problem = result.ok ? undefined : result.error.message;
		if (!result.ok) return;
		this.answer = result.value;
		this.answered = question;
	}
}

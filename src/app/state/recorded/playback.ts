import type { SettledMeasures } from '../../../engine/core/telemetry.ts';
import type { RecordedRun } from '../../../lab-run/codec/recorded-run.ts';
import type { RunFacts } from '../../../worker/lab-api.ts';
import { shareAtStep, stepAtShare } from './pace.ts';
import { recordedFrame, recordedRows, type RecordedRow } from './recorded-rows.ts';
import type { RunState } from '../run/run.svelte.ts';
import { lastIndexAtOrBelow } from '../run/sorted-search.ts';

/** How long a recorded run plays. */
export const DURATION_MS = 40_000;
const TICK_MS = 100;
/** After the page was frozen, a replay continues where it was. */
const LONGEST_TICK_MS = 500;

/** The settled measures up to a step. */
function settledUpTo(settled: SettledMeasures, count: number): SettledMeasures {
	return {
		keyFrequencies: settled.keyFrequencies,
		step: settled.step.slice(0, count),
		columns: Object.fromEntries(
			Object.entries(settled.columns).map(([id, values]) => [id, values.slice(0, count)])
		),
		vectors: Object.fromEntries(
			Object.entries(settled.vectors).map(([id, rows]) => [id, rows.slice(0, count)])
		)
	};
}

/** Plays a recorded run into a `RunState`, as if it trained now, only faster. */
export class Playback {
	readonly recorded: RecordedRun;
	readonly #run: RunState;
	readonly #rows: readonly RecordedRow[];
	#shown = 0;
	#settledShown = 0;
	#elapsedMs = 0;
	#lastTick = 0;
	#timer: ReturnType<typeof setInterval> | undefined;
	#facts: RunFacts | undefined;

	/** @param run is cleared first */
	constructor(recorded: RecordedRun, run: RunState) {
		this.recorded = recorded;
		this.#run = run;
		this.#rows = recordedRows(recorded);
		this.#rewind();
		this.#showStatus();
	}

	/** Sets the facts that the worker reports for the recorded run. */
	setFacts(facts: RunFacts): void {
		this.#facts = facts;
		this.#run.facts = facts;
	}

	/** Continues; at the end it starts again. */
	play(): void {
		if (this.#timer !== undefined) return;
		if (this.#isAtEnd) this.#rewind();
		this.#lastTick = performance.now();
		this.#timer = setInterval(() => {
			this.#tick();
		}, TICK_MS);
		this.#showStatus();
	}

	pause(): void {
		this.stop();
		this.#showStatus();
	}

	/** Shows the whole run at once. */
	finish(): void {
		this.stop();
		this.#elapsedMs = DURATION_MS;
		this.#show();
		this.#showStatus();
	}

	/** Shows the run up to a step that it has not reached; a replay that plays continues there. */
	advanceTo(step: number): void {
		// Half a step more, because the way back from the share may round to a step before it.
		const share = shareAtStep(step + 0.5, this.recorded.card.steps);
		this.#elapsedMs = Math.max(this.#elapsedMs, share * DURATION_MS);
		this.#show();
		if (this.#isAtEnd) this.stop();
		this.#showStatus();
	}

	/** Goes back to the start; a replay that plays continues from there. */
	rewind(): void {
		this.#rewind();
		this.#showStatus();
	}

	/** Stops for good: the run changes no more. */
	stop(): void {
		clearInterval(this.#timer);
		this.#timer = undefined;
	}

	get #isAtEnd(): boolean {
		return this.#shown === this.#rows.length;
	}

	#rewind(): void {
		this.#shown = 0;
		this.#settledShown = 0;
		this.#elapsedMs = 0;
		this.#run.clear();
		this.#run.recordedSteps = this.recorded.card.steps;
		this.#run.facts = this.#facts;
	}

	#tick(): void {
		const now = performance.now();
		this.#elapsedMs += Math.min(LONGEST_TICK_MS, now - this.#lastTick);
		this.#lastTick = now;
		this.#show();
		if (this.#isAtEnd) this.pause();
	}

	#show(): void {
		const { card, settled } = this.recorded;
		const share = Math.min(1, this.#elapsedMs / DURATION_MS);
		// `stepAtShare` could round to a step before the last row.
		const until = share === 1 ? card.steps : stepAtShare(share, card.steps);
		for (;;) {
			const row = this.#rows[this.#shown];
			if (row === undefined || row.step > until) break;
			const after = this.#rows[this.#shown - 1]?.step ?? -1;
			this.#run.receive({ run: 0, ...recordedFrame(row, this.recorded, after) });
			this.#shown += 1;
		}
		const count = 1 + lastIndexAtOrBelow(settled.step, settled.step.length, until);
		if (count === this.#settledShown) return;
		this.#settledShown = count;
		this.#run.receive({ run: 0, type: 'settled', settled: settledUpTo(settled, count) });
	}

	#showStatus(): void {
		const isPlaying = this.#timer !== undefined;
		this.#run.status = { state: 'replay', isPlaying, isAtEnd: this.#isAtEnd };
	}
}

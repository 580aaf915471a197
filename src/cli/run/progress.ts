import type { EvaluationRow } from '../../engine/trainer/evaluation/evaluation-row.ts';
import type { BurstReading } from '../../engine/trainer/train/burst-reader.ts';

/** Output of progress: a bar on a terminal, plain lines otherwise. */
export interface ProgressOutput {
	readonly isTerminal: boolean;
	/** Width of the terminal in characters. */
	readonly columns: number;
	write(text: string): void;
}

const BAR_WIDTH = 20;
const BAR_EVERY_MS = 100;
const LINE_EVERY_MS = 10_000;
/** A rate from less than this is mostly compilation. */
const FIRST_LINE_MS = 1000;
/** Share of the new rate in the smoothed one, per second of training. */
const SMOOTHING = 0.5;
/** Back to the first column, and clear what was there. */
const CLEAR_LINE = '\r\u001b[K';

/** Seconds as 0:07, 12:30 or 1:02:03. */
export function clockText(seconds: number): string {
	const whole = Math.round(seconds);
	const two = (value: number) => String(value).padStart(2, '0');
	const minutes = Math.floor(whole / 60);
	const tail = two(whole % 60);
	return minutes < 60
		? `${String(minutes)}:${tail}`
		: `${String(Math.floor(minutes / 60))}:${two(minutes % 60)}:${tail}`;
}

export const percent = (fraction: number): string =>
	`${(Math.floor(fraction * 1000) / 10).toFixed(1)} %`;

export const lossText = (loss: number): string => loss.toPrecision(3);

export const rateText = (rate: number): string =>
	rate >= 100 ? rate.toFixed(0) : rate.toPrecision(2);

/** The smallest and the largest of some values; one text where they read the same. */
function spanText(values: readonly number[], textOf: (value: number) => string): string {
	const finite = values.filter((value) => Number.isFinite(value));
	if (finite.length === 0) return textOf(Number.NaN);
	// Not spread into arguments: there may be more replicas than a call takes.
	const least = finite.reduce((a, b) => Math.min(a, b));
	const most = finite.reduce((a, b) => Math.max(a, b));
	const [first, last] = [textOf(least), textOf(most)];
	return first === last ? first : `${first} to ${last}`;
}

/** What a person sees while a run trains: step, steps per second, losses, time left. */
export class Progress {
	readonly #output: ProgressOutput;
	readonly #until: number;
	#rate = 0;
	#shownMs: number;
	#elapsedMs = 0;
	#test = '';

	/** @param until step at which the run ends */
	constructor(output: ProgressOutput, until: number) {
		this.#output = output;
		this.#until = until;
		this.#shownMs = output.isTerminal ? -BAR_EVERY_MS : FIRST_LINE_MS - LINE_EVERY_MS;
	}

	/** Work beside the training, on a terminal only. */
	stage(words: string, done: number, total: number): void {
		if (!this.#output.isTerminal) return;
		this.#output.write(`${CLEAR_LINE}${words} ${String(done)}/${String(total)}`);
	}

	/** @param elapsedMs time the burst took */
	burst({ step, updates, loss, evaluations }: BurstReading, elapsedMs: number): void {
		this.#noteTest(evaluations.flatMap((rows) => rows.slice(-1)));
		this.#elapsedMs += elapsedMs;
		if (updates === 0) return;
		this.#learnRate(updates, elapsedMs);
		const { isTerminal } = this.#output;
		const end = step + updates;
		const isDue = this.#elapsedMs - this.#shownMs >= (isTerminal ? BAR_EVERY_MS : LINE_EVERY_MS);
		if (!isDue && end < this.#until) return;
		this.#shownMs = this.#elapsedMs;
		const train = loss.flatMap((losses) => [...losses.slice(-1)]);
		const left = train.length < loss.length ? `${String(train.length)} of ` : '';
		const which = loss.length > 1 ? `${left}${String(loss.length)} replicas: ` : '';
		this.#show(end, `${which}train ${spanText(train, lossText)}  ${this.#test}`);
	}

	/** Takes the bar away. */
	end(): void {
		if (this.#output.isTerminal) this.#output.write(CLEAR_LINE);
	}

	/** @param rows the newest evaluation of each replica */
	#noteTest(rows: readonly EvaluationRow[]): void {
		if (rows.length === 0) return;
		const span = (name: string, textOf: (value: number) => string) =>
			spanText(
				rows.map(({ columns }) => columns[name] ?? Number.NaN),
				textOf
			);
		this.#test = `test ${span('test_loss', lossText)} (${span('test_accuracy', percent)})`;
	}

	#learnRate(updates: number, elapsedMs: number): void {
		const rate = (1000 * updates) / Math.max(elapsedMs, 0.01);
		const weight = this.#rate === 0 ? 1 : 1 - (1 - SMOOTHING) ** (elapsedMs / 1000);
		this.#rate += weight * (rate - this.#rate);
	}

	#show(step: number, losses: string): void {
		const { isTerminal, columns } = this.#output;
		const count = `${String(step)}/${String(this.#until)}`;
		const left = clockText((this.#until - step) / this.#rate);
		const text = `${count}  ${rateText(this.#rate)} steps/s  ${losses}  ${left} left`;
		if (!isTerminal) {
			this.#output.write(`step ${text}\n`);
			return;
		}
		const width = Math.max(0, Math.min(BAR_WIDTH, columns - text.length - 2));
		const filled = Math.floor((width * step) / this.#until);
		const bar = '█'.repeat(filled) + '░'.repeat(width - filled);
		this.#output.write(CLEAR_LINE + `${bar} ${text}`.slice(0, columns - 1));
	}
}

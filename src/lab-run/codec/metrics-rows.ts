import type { EvaluationRow } from '../../engine/trainer/evaluation/evaluation-row.ts';
import type { BurstReading } from '../../engine/trainer/train/burst-reader.ts';
import {
	EPOCH,
	epochOf,
	lastTrainCells,
	liveColumns,
	metricsCell,
	metricsColumns,
	withEpoch
} from '../../engine/core/metrics-table.ts';
import type { ReplicaFailure } from '../../engine/trainer/train/trainer-state.ts';
import { FormatError } from './format-error.ts';

/** The parameters that may change while it trains, by key: nothing changes them within a burst. */
type Live = Readonly<Record<string, number>>;
type LiveByReplica = readonly Live[];

/**
 * Rows of metrics.csv: one per step and replica, with numbers that read back as the same float64.
 * A step is evaluated before its update, so the evaluation of the last step is held back until the
 * train loss of that step is known, or the run ends.
 */
export class MetricsRows {
	readonly #replicas: number;
	readonly #names: readonly string[];
	readonly #live: readonly string[];
	readonly #stepsPerEpoch: number;
	#held: readonly (EvaluationRow | undefined)[];

	/**
	 * @param names evaluation columns, in order
	 * @param live columns of parameters that may change, in order
	 * @param held evaluations of the step that the next burst begins with, by replica
	 * @param stepsPerEpoch 1 with full batches: a column of epochs would only repeat the steps
	 */
	constructor(
		replicas: number,
		names: readonly string[],
		live: readonly string[],
		held: readonly (EvaluationRow | undefined)[] = [],
		stepsPerEpoch = 1
	) {
		this.#replicas = replicas;
		this.#names = names;
		this.#live = withEpoch(live, stepsPerEpoch);
		this.#stepsPerEpoch = stepsPerEpoch;
		this.#held = held;
	}

	/** The same columns as the page's export, and a replica where there are several. */
	get header(): string {
		return `${metricsColumns(this.#names, this.#live, this.#replicas > 1).join(',')}\n`;
	}

	/** The rows of a burst. @param live what is in force within it, by replica */
	of({ step, updates, loss, accuracy, evaluations }: BurstReading, live: LiveByReplica): string {
		const byReplica = evaluations.map(
			(rows, r) => new Map([this.#held[r], ...rows].map((row) => [row?.step, row]))
		);
		this.#held = byReplica.map((rows) => rows.get(step + updates));
		let text = '';
		for (let i = 0; i < updates; i++) {
			for (let r = 0; r < this.#replicas; r++) {
				const evaluated = byReplica[r]?.get(step + i);
				if (i >= (loss[r]?.length ?? 0)) {
					// The replica failed where the run had ended: repeat its last row.
					if (i === 0 && evaluated !== undefined) text += this.#lastRow(evaluated, r, live[r]);
					continue;
				}
				const trained = [String(loss[r]?.[i]), String(accuracy[r]?.[i])];
				text += this.#row(step + i, r, trained, evaluated, live[r]);
			}
		}
		return text;
	}

	/**
	 * The row of the last step, whose weights were evaluated and not trained on; none where it was
	 * not evaluated.
	 */
	rest(live: LiveByReplica): string {
		const rows = this.#held.map((row, r) => {
			return row === undefined ? '' : this.#lastRow(row, r, live[r]);
		});
		this.#held = [];
		return rows.join('');
	}

	#lastRow(row: EvaluationRow, replica: number, live: Live | undefined): string {
		return this.#row(row.step, replica, lastTrainCells(row.columns), row, live);
	}

	#row(
		step: number,
		replica: number,
		trained: readonly string[],
		evaluated: EvaluationRow | undefined,
		live: Live = {}
	): string {
		const cells = [
			...this.#names.map((name) => metricsCell(evaluated?.columns[name])),
			...this.#live.map((name) =>
				metricsCell(name === EPOCH ? epochOf(step, this.#stepsPerEpoch) : live[name])
			)
		];
		const which = this.#replicas > 1 ? [String(replica)] : [];
		return `${[String(step), ...which, ...trained, ...cells].join(',')}\n`;
	}
}

/**
 * The columns of live parameters of a metrics.csv that is gone on with: one of an earlier version
 * has none.
 * @param live the parameters that may change in this run, by replica
 */
export function liveIn(csv: Uint8Array, [live = {}]: LiveByReplica): readonly string[] {
	const end = csv.indexOf(0x0a);
	const names = new TextDecoder('utf-8').decode(csv.subarray(0, Math.max(0, end))).split(',');
	return liveColumns(live).filter((name) => names.includes(name));
}

/**
 * Bytes of metrics.csv to keep for a run that continues from a step: the header and every row
 * before it. A replica that has failed has rows up to the step of its failure; that row itself is
 * missing where training had ended before the update.
 * @param failures before the step
 * @throws FormatError when rows are missing, or are not those of every step in order
 */
export function keptBytes(
	csv: Uint8Array,
	step: number,
	replicas: number,
	failures: readonly ReplicaFailure[] = []
): number {
	const NEWLINE = 0x0a;
	const decoder = new TextDecoder('utf-8');
	const failedAt = new Map(failures.map((failure) => [failure.replica, failure.step]));
	let kept = csv.indexOf(NEWLINE) + 1;
	let rows = 0;
	/** Takes the next row if it is of this step and replica. */
	const take = (at: number, r: number): boolean => {
		const end = csv.indexOf(NEWLINE, kept);
		const [first, second] = decoder.decode(csv.subarray(kept, kept + 40)).split(',');
		const isNext = first === String(at) && (replicas === 1 || second === String(r));
		if (end < 0 || !isNext) return false;
		kept = end + 1;
		rows++;
		return true;
	};
	for (let at = 0; at < step; at++) {
		for (let r = 0; r < replicas; r++) {
			const last = failedAt.get(r) ?? Infinity;
			if (at > last || (kept > 0 && take(at, r)) || at === last) continue;
			const wanted = Array.from({ length: replicas }, (_, one) =>
				Math.min(step, (failedAt.get(one) ?? Infinity) + 1)
			).reduce((sum, count) => sum + count, 0);
			throw new FormatError([
				`expected ${String(wanted)} rows before step ${String(step)}, where the checkpoint stands, got ${String(rows)} in order`
			]);
		}
	}
	if (kept > 0) return kept;
	throw new FormatError(['expected a header, got none']);
}

import type { EvaluationRow } from '../../engine/trainer/evaluation-row.ts';
import type { BatchResult } from '../../engine/trainer/trainer.ts';
import { UsageError } from './failures.ts';

/** Empty where there is nothing: a step that was not evaluated, a test group without pairs. */
export const csvCell = (value: number | undefined): string =>
	value === undefined || Number.isNaN(value) ? '' : String(value);

/**
 * Rows of metrics.csv: one per step and replica, with numbers that read back as the same float64. The evaluation of a
 * step comes before its update, so that of the last step is held until its train loss is known, or the run is at its end.
 */
export class MetricsRows {
	readonly #replicas: number;
	readonly #names: readonly string[];
	#held: readonly (EvaluationRow | undefined)[];

	/**
	 * @param names evaluation columns, in order
	 * @param held evaluations of the step that the next batch begins with, by replica
	 */
	constructor(
		replicas: number,
		names: readonly string[],
		held: readonly (EvaluationRow | undefined)[] = []
	) {
		this.#replicas = replicas;
		this.#names = names;
		this.#held = held;
	}

	/** The same columns as the page's export, and a replica where there are several. */
	get header(): string {
		const names = this.#names.map((name) =>
			name.startsWith('train_') ? `evaluated_${name}` : name
		);
		const replica = this.#replicas > 1 ? ['replica'] : [];
		return `${['step', ...replica, 'train_loss', 'train_accuracy', ...names].join(',')}\n`;
	}

	/** The rows of a batch. */
	of({ step, updates, loss, accuracy, evaluations }: BatchResult): string {
		const byReplica = evaluations.map(
			(rows, r) => new Map([this.#held[r], ...rows].map((row) => [row?.step, row]))
		);
		this.#held = byReplica.map((rows) => rows.get(step + updates));
		let text = '';
		for (let i = 0; i < updates; i++) {
			for (let r = 0; r < this.#replicas; r++) {
				const trained = [String(loss[r]?.[i]), String(accuracy[r]?.[i])];
				text += this.#row(step + i, r, trained, byReplica[r]?.get(step + i));
			}
		}
		return text;
	}

	/** The row of the last step, whose weights were evaluated and not trained on; none where it was not evaluated. */
	rest(): string {
		const rows = this.#held.map((row, r) => {
			if (row === undefined) return '';
			const { train_loss: loss, train_accuracy: accuracy } = row.columns;
			// Of trained steps too, a loss that is none is written as what it is.
			return this.#row(row.step, r, [String(loss), csvCell(accuracy)], row);
		});
		this.#held = [];
		return rows.join('');
	}

	#row(
		step: number,
		replica: number,
		trained: readonly string[],
		evaluated: EvaluationRow | undefined
	): string {
		const cells = this.#names.map((name) => csvCell(evaluated?.columns[name]));
		const which = this.#replicas > 1 ? [String(replica)] : [];
		return `${[String(step), ...which, ...trained, ...cells].join(',')}\n`;
	}
}

/**
 * Bytes of metrics.csv to keep for a run that goes on at a step: the header and every row before it.
 * @throws UsageError when rows are missing, or are not those of every step in order
 */
export function keptBytes(csv: Uint8Array, step: number, replicas: number): number {
	const NEWLINE = 0x0a;
	const decoder = new TextDecoder();
	const wanted = step * replicas;
	let kept = csv.indexOf(NEWLINE) + 1;
	let rows = 0;
	while (kept > 0 && rows < wanted) {
		const end = csv.indexOf(NEWLINE, kept);
		const [at, r] = decoder.decode(csv.subarray(kept, kept + 40)).split(',');
		const isNext =
			at === String(Math.floor(rows / replicas)) &&
			(replicas === 1 || r === String(rows % replicas));
		if (end < 0 || !isNext) break;
		kept = end + 1;
		rows++;
	}
	if (kept === 0 || rows !== wanted) {
		throw new UsageError(
			`expected ${String(wanted)} rows before step ${String(step)}, where the checkpoint stands, got ${String(rows)} in order`
		);
	}
	return kept;
}

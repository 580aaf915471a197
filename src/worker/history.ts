import type { Checkpoint } from '../engine/core/telemetry.ts';
import { MOST_EVALUATIONS, rowsToKeep } from '../engine/core/thin-rows.ts';
import type { EvaluationRow } from '../engine/trainer/evaluation-row.ts';
import { phaseSeries, type PhaseSeries } from '../engine/core/phases.ts';

/** Evaluations of a run so far, by column, the older ones thinned: what a checkpoint carries. */
export class History {
	readonly #most: number;
	#step: number[] = [];
	#columns = new Map<string, number[]>();

	/** @param most evaluations to keep */
	constructor(most = MOST_EVALUATIONS) {
		this.#most = most;
	}

	append(rows: readonly EvaluationRow[]): void {
		for (const { step, columns } of rows) {
			if (this.#step.length >= this.#most) this.#thin();
			for (const key of Object.keys(columns)) {
				if (!this.#columns.has(key)) {
					this.#columns.set(
						key,
						this.#step.map(() => NaN)
					);
				}
			}
			for (const [key, column] of this.#columns) column.push(columns[key] ?? NaN);
			this.#step.push(step);
		}
	}

	/** Forgets evaluations at this step and later. */
	truncate(step: number): void {
		const kept = this.#step.filter((at) => at < step).length;
		this.#step.length = kept;
		for (const column of this.#columns.values()) column.length = kept;
	}

	toColumns(): Checkpoint['evaluations'] {
		return {
			step: Float64Array.from(this.#step),
			columns: Object.fromEntries(
				[...this.#columns].map(([key, values]) => [key, Float64Array.from(values)])
			)
		};
	}

	load({ step, columns }: Checkpoint['evaluations']): void {
		this.#step = [...step];
		this.#columns = new Map(Object.entries(columns).map(([key, values]) => [key, [...values]]));
	}

	get series(): PhaseSeries {
		return phaseSeries(this.#step, (id) => this.#columns.get(id) ?? [], 'excluded_single_max');
	}

	/** Half of them, by the rule of the page. */
	#thin(): void {
		const kept = rowsToKeep({
			steps: this.#step,
			count: this.#step.length,
			most: Math.floor(this.#most / 2),
			values: this.#columns.get('test_loss')
		});
		const pick = (values: readonly number[]) => kept.map((i) => values[i] ?? NaN);
		this.#step = pick(this.#step);
		this.#columns = new Map([...this.#columns].map(([key, values]) => [key, pick(values)]));
	}
}

import type { Checkpoint } from '../engine/core/telemetry.ts';
import type { EvaluationRow } from '../engine/trainer/evaluation-row.ts';
import { phaseSeries, type PhaseSeries } from '../engine/core/phases.ts';

/** Evaluations of a run so far, by column: what phases are judged on, and what a checkpoint carries. */
export class History {
	#step: number[] = [];
	#columns = new Map<string, number[]>();

	append(rows: readonly EvaluationRow[]): void {
		for (const { step, columns } of rows) {
			for (const [key, value] of Object.entries(columns)) {
				const column = this.#columns.get(key) ?? this.#step.map(() => NaN);
				column.push(value);
				this.#columns.set(key, column);
			}
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
}

import type { Evaluations } from '../engine/core/telemetry.ts';
import type { PhaseRules } from '../engine/core/phase-state.ts';
import { phaseSeries, type PhaseSeries } from '../engine/core/phases.ts';
import { LIVE_PHASE_COLUMNS } from '../engine/probes/roles.ts';
import { rowsToKeep } from '../engine/core/thin-rows.ts';
import type { EvaluationRow } from '../engine/trainer/evaluation/evaluation-row.ts';

/** Scalars of the evaluations of one replica, by column; the older ones are thinned. */
export class EvaluationSeries {
	readonly #most: number;
	#step: number[] = [];
	#columns = new Map<string, number[]>();

	/** @param most evaluations to keep; 0: none, where they lie in a file */
	constructor(most: number) {
		this.#most = most;
	}

	append(rows: readonly EvaluationRow[]): void {
		if (this.#most === 0) return;
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

	toColumns(): Evaluations {
		return {
			step: Float64Array.from(this.#step),
			columns: Object.fromEntries(
				[...this.#columns].map(([key, values]) => [key, Float64Array.from(values)])
			)
		};
	}

	load({ step, columns }: Evaluations): void {
		this.#step = [...step];
		this.#columns = new Map(Object.entries(columns).map(([key, values]) => [key, [...values]]));
	}

	/** What the live phase rules look at. */
	phases({ judged }: PhaseRules): PhaseSeries {
		const column = (id: string) => this.#columns.get(id) ?? [];
		return phaseSeries(this.#step, column, LIVE_PHASE_COLUMNS, judged);
	}

	/** Keeps half of them, by the rule that the page's charts follow too. */
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

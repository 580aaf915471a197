import type { Evaluations } from '../engine/core/telemetry.ts';
import type { PhaseRules } from '../engine/core/phase-state.ts';
import type { PhaseSeries } from '../engine/core/phases.ts';
import type { EvaluationRow } from '../engine/trainer/evaluation/evaluation-row.ts';
import { EvaluationSeries } from './evaluation-series.ts';

/**
 * Number of latest evaluations that are kept, besides the held ones. The last but one is needed
 * if the last is not finite.
 */
const NEWEST_ROWS = 2;

/**
 * Evaluations at one step, by replica. A failed replica is listed with its last evaluation, which
 * is of an earlier step.
 */
export type StepEvaluations = readonly EvaluationRow[];

/** The step of evaluations: the latest, since only failed replicas have an earlier one. */
export const stepOf = (rows: StepEvaluations): number =>
	rows.reduce((latest, { step }) => Math.max(latest, step), -1);

/** Evaluation columns in the order of metrics.csv; none before the first evaluation. */
export const columnNames = (rows: readonly StepEvaluations[]): readonly string[] =>
	Object.keys(rows[0]?.[0]?.columns ?? {});

/**
 * Evaluations of a run by replica: whole rows of the newest steps and of those that checkpoints
 * need, and the scalars of all steps, thinned. Its size does not grow with the run.
 */
export class EvaluationHistory {
	/** Whether scalars of all steps are kept: not where metrics.csv has them. */
	readonly hasScalars: boolean;
	readonly #series: readonly EvaluationSeries[];
	#rows: readonly StepEvaluations[] = [];
	#held: readonly number[] = [];

	/**
	 * @param most evaluations of a replica whose scalars are kept; 0: none, where metrics.csv has
	 * them all
	 */
	constructor(replicas: number, most: number) {
		this.hasScalars = most > 0;
		this.#series = Array.from({ length: replicas }, () => new EvaluationSeries(most));
	}

	get names(): readonly string[] {
		return columnNames(this.#rows);
	}

	/**
	 * The last evaluation of every replica; none before the first. Going back to an earlier step
	 * leaves it.
	 */
	get latest(): StepEvaluations {
		return this.#rows.at(-1) ?? [];
	}

	/** @param evaluations [replica][evaluation] of later steps; fewer of a failed replica */
	append(evaluations: readonly (readonly EvaluationRow[])[]): void {
		this.appendScalars(evaluations);
		const count = evaluations.reduce((most, { length }) => Math.max(most, length), 0);
		const { latest } = this;
		const added = Array.from({ length: count }, (_, i) =>
			evaluations.flatMap((rows, r) => rows[i] ?? rows.at(-1) ?? latest[r] ?? [])
		);
		const all = [...this.#rows, ...added];
		this.#rows = all.filter(
			(rows, i) => i >= all.length - NEWEST_ROWS || this.#held.includes(stepOf(rows))
		);
	}

	/**
	 * Appends scalars only, to rows that are kept already.
	 * @param evaluations [replica][evaluation]
	 */
	appendScalars(evaluations: readonly (readonly EvaluationRow[])[]): void {
		for (const [r, series] of this.#series.entries()) series.append(evaluations[r] ?? []);
	}

	/** Keeps the rows of these steps, since their checkpoints may be written again. */
	hold(steps: readonly number[]): void {
		this.#held = steps;
	}

	/** Whole rows that are kept of steps up to this one, ascending. */
	upTo(step: number): readonly StepEvaluations[] {
		return this.#rows.filter((rows) => stepOf(rows) <= step);
	}

	/** Rows that a checkpoint has kept. */
	restore(rows: readonly StepEvaluations[]): void {
		this.#rows = rows;
		this.#held = this.#rows.slice(-1).map(stepOf);
	}

	/** Scalars by replica. */
	get evaluations(): readonly Evaluations[] {
		return this.#series.map((series) => series.toColumns());
	}

	/** @param evaluations scalars by replica */
	load(evaluations: readonly Evaluations[]): void {
		for (const [r, one] of evaluations.entries()) this.#series[r]?.load(one);
	}

	/** Forgets scalars of this step and later. */
	truncate(step: number): void {
		for (const series of this.#series) series.truncate(step);
	}

	/** The kept measures by which phases are found, by replica. */
	phaseSeries(rules: PhaseRules): readonly PhaseSeries[] {
		return this.#series.map((series) => series.phases(rules));
	}
}

import type { Session } from '../engine/core/session.ts';
import type { SettledMeasures } from '../engine/core/telemetry.ts';
import { buildRun, type BuiltRun } from '../engine/trainer/build/build-run.ts';
import type { EvaluationRow } from '../engine/trainer/evaluation/evaluation-row.ts';
import { selectKeyFrequencies } from '../engine/trainer/evaluation/key-settings.ts';
import { settledRows, type WeightsOfStep } from '../engine/trainer/evaluation/settle.ts';
import { settledMeasures } from '../engine/trainer/evaluation/settled-measures.ts';
import type { KeyFrequencyChoice } from '../engine/trainer/run-spec.ts';
import type { ReplicaRun, SessionSource } from './replica-run.ts';

/** Measures of the weights of one replica at any of its steps, without training. */
export class SnapshotMeasures {
	readonly run: BuiltRun;
	readonly #session: Session;

	private constructor(run: BuiltRun, session: Session) {
		this.run = run;
		this.#session = session;
	}

	/** @throws LabError `size-limit`, `shader-compilation`, `device-lost`, `gpu-error` */
	static async open(
		{ spec, options }: ReplicaRun,
		source: SessionSource
	): Promise<SnapshotMeasures> {
		const run = buildRun(spec, { ...options, isEvaluationOnly: true });
		return new SnapshotMeasures(run, await source.open(run.plan, () => undefined));
	}

	/** A row for each, with these key frequencies for all. Weights are read one after the other. */
	rows(
		snapshots: readonly WeightsOfStep[],
		keyFrequencies: readonly number[]
	): AsyncGenerator<EvaluationRow> {
		return settledRows(this.run, this.#session, snapshots, keyFrequencies);
	}

	/**
	 * Key frequencies that these weights have by a rule.
	 * @throws LabError `bad-parameter` when a listed one is none of this run's
	 */
	async keyFrequencies(
		snapshot: WeightsOfStep,
		choice: KeyFrequencyChoice
	): Promise<readonly number[]> {
		for await (const { evidence } of this.rows([snapshot], [])) {
			return selectKeyFrequencies(choice, this.run.shape, evidence);
		}
		return [];
	}

	/**
	 * All measures of these snapshots with one set of key frequencies.
	 * @param onRow called after each with how many are done; false ends it
	 * @returns undefined when `onRow` has ended it
	 * @throws LabError `device-lost`, `gpu-error`
	 */
	async settle(
		snapshots: readonly WeightsOfStep[],
		keyFrequencies: readonly number[],
		onRow: (done: number) => boolean
	): Promise<SettledMeasures | undefined> {
		const rows: EvaluationRow[] = [];
		for await (const row of this.rows(snapshots, keyFrequencies)) {
			rows.push(row);
			if (!onRow(rows.length)) return undefined;
		}
		return settledMeasures(rows, keyFrequencies);
	}

	dispose(): void {
		this.#session.dispose();
	}
}

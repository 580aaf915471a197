import type { Session } from '../../engine/core/session.ts';
import { buildRun, type BuildOptions, type BuiltRun } from '../../engine/trainer/build-run.ts';
import type { EvaluationRow } from '../../engine/trainer/evaluation-row.ts';
import { selectKeyFrequencies } from '../../engine/trainer/key-settings.ts';
import type { RunSpec } from '../../engine/trainer/run-spec.ts';
import { settledRows } from '../../engine/trainer/settle.ts';
import type { Snapshot } from '../../engine/trainer/snapshot-store.ts';
import type { Device } from './device.ts';

/** Measures weights of any step, one replica at a time, without training. */
export class MeasureDesk {
	readonly run: BuiltRun;
	readonly #session: Session;

	private constructor(run: BuiltRun, session: Session) {
		this.run = run;
		this.#session = session;
	}

	/** @throws LabError `size-limit`, `shader-compilation`, `device-lost`, `gpu-error` */
	static async open(spec: RunSpec, options: BuildOptions, device: Device): Promise<MeasureDesk> {
		const run = buildRun({ ...spec, replicas: 1 }, { ...options, isEvaluationOnly: true });
		return new MeasureDesk(run, await device.open(run.plan, () => undefined));
	}

	/** A row for each, with these key frequencies for all. Weights are read one after the other. */
	rows(
		snapshots: readonly Snapshot[],
		keyFrequencies: readonly number[]
	): AsyncGenerator<EvaluationRow> {
		return settledRows(this.run, this.#session, snapshots, keyFrequencies);
	}

	/** Key frequencies that these weights have by the rule of the run. */
	async keyFrequencies(snapshot: Snapshot): Promise<readonly number[]> {
		const { spec, shape } = this.run;
		for await (const { evidence } of this.rows([snapshot], [])) {
			return selectKeyFrequencies(spec.keyFrequencies, shape, evidence);
		}
		return [];
	}

	dispose(): void {
		this.#session.dispose();
	}
}

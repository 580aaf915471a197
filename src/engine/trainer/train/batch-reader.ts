import type { ReadRequest, Session } from '../../core/session.ts';
import type { BuiltRun } from '../build/build-run.ts';
import { EvaluationReader } from '../evaluation/evaluation-reader.ts';
import type { EvaluationRow } from '../evaluation/evaluation-row.ts';
import type { Batch } from './batch-planner.ts';
import type { ReplicaFailure } from './trainer-state.ts';

/** What a batch of work gave, by replica. */
export interface BatchReading {
	/** Updates done before it. */
	readonly step: number;
	readonly updates: number;
	/** Mean train loss and accuracy of each step, before its update: [replica][step]. */
	readonly loss: readonly Float64Array[];
	readonly accuracy: readonly Float64Array[];
	/** [replica][evaluation] */
	readonly evaluations: readonly (readonly EvaluationRow[])[];
}

/**
 * What a batch gave without what came after a replica had failed: of failed replicas there are
 * fewer steps and evaluations, or none.
 */
export interface BatchResult extends BatchReading {
	/** Replicas that failed in it. */
	readonly failures: readonly ReplicaFailure[];
}

/** Reads the results of batches from the device. */
export class BatchReader {
	readonly #run: BuiltRun;
	readonly #session: Session;
	readonly #evaluations: EvaluationReader;

	constructor(run: BuiltRun, session: Session) {
		this.#run = run;
		this.#session = session;
		this.#evaluations = new EvaluationReader(run);
	}

	/** What a batch that was just submitted gives. @throws LabError `device-lost`, `gpu-error` */
	async read({ step, updates, evaluated }: Batch): Promise<BatchReading> {
		const { batchTargets, plan } = this.#run;
		const requests: ReadRequest[] = [{ name: 'train.ring', count: 2 * updates }];
		if (evaluated.length > 0) requests.push(...this.#evaluations.requests(evaluated.length));
		const [train, ...rows] = await this.#session.read(requests);
		const column = (offset: 0 | 1) =>
			Array.from({ length: plan.replicas }, (_, r) =>
				Float64Array.from(
					{ length: updates },
					(__, i) => (train?.[2 * (r * updates + i) + offset] ?? NaN) / batchTargets
				)
			);
		const evaluations = this.#evaluations.rows(evaluated, rows);
		return { step, updates, loss: column(0), accuracy: column(1), evaluations };
	}
}

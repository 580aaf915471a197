import type { ReadRequest, Session } from '../../core/session.ts';
import type { BuiltRun } from '../build/build-run.ts';
import { EvaluationReader } from '../evaluation/evaluation-reader.ts';
import type { EvaluationRow } from '../evaluation/evaluation-row.ts';
import type { Burst } from './burst-planner.ts';
import type { ReplicaFailure } from './trainer-state.ts';

/** The results of a burst, by replica. */
export interface BurstReading {
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
 * The results of a burst without those of failed replicas: such a replica has fewer steps and
 * evaluations, or none.
 */
export interface BurstResult extends BurstReading {
	/** Replicas that failed in it. */
	readonly failures: readonly ReplicaFailure[];
}

/** Reads the results of bursts from the device. */
export class BurstReader {
	readonly #run: BuiltRun;
	readonly #session: Session;
	readonly #evaluations: EvaluationReader;

	constructor(run: BuiltRun, session: Session) {
		this.#run = run;
		this.#session = session;
		this.#evaluations = new EvaluationReader(run);
	}

	/** The results of the burst just submitted. @throws LabError `device-lost`, `gpu-error` */
	async read({ step, updates, evaluated }: Burst): Promise<BurstReading> {
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

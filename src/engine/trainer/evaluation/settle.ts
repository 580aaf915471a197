import type { Session } from '../../core/session.ts';
import type { NumericArray } from '../../core/tensor.ts';
import { planData, type BuiltRun } from '../build/build-run.ts';
import { EvaluationReader } from './evaluation-reader.ts';
import type { EvaluationRow } from './evaluation-row.ts';
import { giveKeyFrequencies } from './key-settings.ts';

/** Weights of one step, flat [P], which are read when they are needed: 200 may be large. */
export interface WeightsOfStep {
	readonly step: number;
	read(): NumericArray | Promise<NumericArray>;
}

/**
 * Evaluates the weights of earlier steps with one set of key frequencies for all, as the paper does
 * with those of the final checkpoint (science.md 1.6). Yields one row
 * per snapshot; the next snapshot is evaluated when the next row is requested.
 * @param run built for evaluation only, with one replica
 * @param session loaded with its plan
 * @throws LabError `device-lost`, `gpu-error`
 */
export async function* settledRows(
	run: BuiltRun,
	session: Session,
	snapshots: readonly WeightsOfStep[],
	keyFrequencies: readonly number[]
): AsyncGenerator<EvaluationRow> {
	for (const [name, data] of planData(run.plan)) session.write(name, data);
	giveKeyFrequencies(run, session, keyFrequencies);
	const reader = new EvaluationReader(run);
	const requests = reader.requests(1);
	for (const snapshot of snapshots) {
		session.write('parameters', await snapshot.read());
		session.write('evaluate.clock', new Uint32Array(1));
		session.run('evaluate', 1);
		const [row] = reader.rows([snapshot.step], await session.read(requests))[0] ?? [];
		if (row !== undefined) yield row;
	}
}

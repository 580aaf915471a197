import type { NumericArray } from '../../src/engine/core/tensor.ts';
import { planData, type BuiltRun } from '../../src/engine/trainer/build/build-run.ts';
import { EvaluationReader } from '../../src/engine/trainer/evaluation/evaluation-reader.ts';
import type { EvaluationRow } from '../../src/engine/trainer/evaluation/evaluation-row.ts';
import { writeKeyFrequencies } from '../../src/engine/trainer/evaluation/key-settings.ts';
import type { OpenSession } from './runs/toy-training.ts';

/**
 * Evaluates given weights [P] per replica, with no training in the plan: a row for each replica.
 */
export async function evaluateOnce(
	run: BuiltRun,
	open: OpenSession,
	weights: (replica: number) => NumericArray
): Promise<readonly EvaluationRow[]> {
	const session = await open(run.plan);
	try {
		for (const [name, data] of planData(run.plan)) session.write(name, data);
		const { keyFrequencies } = run.spec;
		const { replicas } = run.plan;
		const elements = run.plan.parameterElements;
		const all = new Float64Array(elements * replicas);
		for (let r = 0; r < replicas; r++) all.set(weights(r), r * elements);
		session.write('parameters', all);
		writeKeyFrequencies(run, session, keyFrequencies, []);
		session.write('evaluate.clock', new Uint32Array(replicas));
		session.run('evaluate', 1);
		const reader = new EvaluationReader(run);
		const rows = reader.rows([0], await session.read(reader.requests(1)));
		return rows.flat();
	} finally {
		session.dispose();
	}
}

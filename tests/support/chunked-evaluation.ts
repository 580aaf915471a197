import type { EvaluationRow } from '../../src/engine/trainer/evaluation/evaluation-row.ts';
import { directEvaluation } from './oracles/direct-evaluation.ts';
import { toyRun } from './runs/run-spec.ts';
import { ToyTrainer, type OpenSession } from './runs/toy-training.ts';

/** p = 67 has 4489 pairs: two chunks of evaluation, the second one short. */
const SPEC = toyRun({
	model: 'quadratic-mlp',
	params: { p: 67, d_mlp: 12, lr: 3e-2, weight_decay: 0 },
	fracTrain: 0.5
});

const mean = (values: readonly number[]) =>
	values.reduce((sum, value) => sum + value, 0) / values.length;

/** Evaluates after three steps on a backend, and directly from the weights of that moment. */
export async function chunkedAndDirect(open: OpenSession): Promise<{
	readonly chunked: EvaluationRow['columns'];
	readonly direct: EvaluationRow['columns'];
}> {
	const toy = await ToyTrainer.open(SPEC, open);
	await toy.train(3);
	const { evaluations, final } = await toy.finish();
	const { loss, isCorrect } = directEvaluation(toy.run, final.buffers['parameters'] ?? []);
	const groups = toy.run.groups(0);
	const over = (values: readonly (number | boolean)[], ...wanted: readonly number[]) =>
		mean(values.filter((_, i) => wanted.includes(groups[i] ?? NaN)).map(Number));
	const [train, mirrored, nonMirrored] = [0, 1, 2] as const;
	return {
		chunked: evaluations[0]?.at(-1)?.columns ?? {},
		direct: {
			train_loss: over(loss, train),
			train_accuracy: over(isCorrect, train),
			test_loss: over(loss, mirrored, nonMirrored),
			test_accuracy: over(isCorrect, mirrored, nonMirrored),
			mirrored_accuracy: over(isCorrect, mirrored),
			non_mirrored_accuracy: over(isCorrect, nonMirrored),
			mirrored_loss: over(loss, mirrored),
			non_mirrored_loss: over(loss, nonMirrored)
		}
	};
}

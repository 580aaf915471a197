import { expect, test } from 'vitest';
import { optimizers } from '../../../src/engine/optimizers/index.ts';
import { tasks } from '../../../src/engine/tasks/index.ts';
import type { EvaluationRow } from '../../../src/engine/trainer/evaluation/evaluation-row.ts';
import { COMBINATIONS } from '../combinations.ts';
import type { TestDevice } from '../test-device.ts';
import { normError, relativeError, TOLERANCE } from '../tolerance.ts';
import { fakeHost, openReference, trainToy } from '../runs/toy-training.ts';

/**
 * Sums over pairs or weights, which float32 keeps; accuracies may jump by a pair when two logits
 * are close.
 */
const METRICS = ['train_loss', 'test_loss', 'sum_of_squared_weights'];

function expectRowsAgree(got: EvaluationRow, expected: EvaluationRow): void {
	for (const metric of METRICS) {
		const error = relativeError(got.columns[metric] ?? NaN, expected.columns[metric] ?? NaN);
		expect(error, `${metric} at step ${expected.step}`).toBeLessThan(TOLERANCE.deviceLoss);
	}
	expect(Object.keys(got.spectra)).toEqual(Object.keys(expected.spectra));
	for (const [id, spectrum] of Object.entries(expected.spectra)) {
		const error = normError(got.spectra[id] ?? [], spectrum);
		expect(error, `${id} at step ${expected.step}`).toBeLessThan(TOLERANCE.deviceGradient);
	}
}

/**
 * SwiftShader takes seconds to compile kernels for GPUs: they train once with every model, and each
 * op has its own tests.
 */
const ON_GPUS = COMBINATIONS.filter(
	({ spec }) => spec.task.id === tasks.ids[0] && spec.optimizer.id === optimizers.ids[0]
);

export const testCombinations = (devices: readonly TestDevice[]) => {
	const cases = devices.flatMap((device) =>
		(device.kind === 'gpu' ? ON_GPUS : COMBINATIONS).map((item) => ({ ...item, ...device }))
	);
	test.each(cases)(
		'$title, $device: three steps agree with the reference',
		async ({ spec, formulation, open }) => {
			const expected = await trainToy(spec, openReference, 3, fakeHost(1), { formulation });
			const got = await trainToy(spec, open, 3, fakeHost(1), {
				formulation
			});
			const rows = got.evaluations[0] ?? [];
			expect(rows).toHaveLength(4);
			rows.forEach((row, i) => {
				expectRowsAgree(row, expected.evaluations[0]?.[i] ?? expect.fail('no such evaluation'));
			});
			for (const [name, buffer] of Object.entries(expected.final.buffers)) {
				const error = normError(got.final.buffers[name] ?? [], buffer);
				expect(error, name).toBeLessThan(TOLERANCE.deviceWeights);
			}
		}
	);
};

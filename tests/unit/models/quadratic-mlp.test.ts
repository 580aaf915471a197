import { expect, test } from 'vitest';
import { quadraticMlp } from '../../../src/engine/models/quadratic-mlp.ts';
import { modularSubtraction } from '../../../src/engine/tasks/modular-subtraction.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { initialParameters } from '../../../src/engine/trainer/data/initialize.ts';
import { directEvaluation } from '../../support/oracles/direct-evaluation.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { openReference, ToyTrainer } from '../../support/runs/toy-training.ts';

test('the graph is (U[a] + V[b])^2 W, written out', async () => {
	const toy = await ToyTrainer.open(
		toyRun({ model: 'quadratic-mlp', task: 'modular-subtraction', params: { p: 8, d_mlp: 5 } }),
		openReference
	);
	await toy.train(4);
	const [flat, got] = await toy.session.read([{ name: 'parameters' }, { name: 'evaluate.loss' }]);
	const { loss } = directEvaluation(toy.run, flat ?? []);
	expect(loss).toHaveLength(64);
	loss.forEach((value, i) => {
		expect(got?.[i]).toBeCloseTo(value, 12);
	});
});

test('weights start as normals of (16 N)^(-1/3)', () => {
	const specs = quadraticMlp.parameters(
		{ d_mlp: 500, init_scale: 1, zero_readout: false, output_multiplier: 1 },
		modularSubtraction.shape({ p: 97, frac_train: 0.5, split_pairs: 'ordered' })
	);
	expect(specs.map(({ shape }) => shape)).toEqual([
		[97, 500],
		[97, 500],
		[500, 97]
	]);
	for (const { init } of specs) expect(init).toEqual({ kind: 'normal', std: 1 / 20 });
});

test('initial weights have the spread that the model asks for, and padding is empty', () => {
	const run = buildRun(toyRun({ model: 'quadratic-mlp', params: { p: 61, d_mlp: 33 } }));
	const flat = initialParameters(run.parameters, 5);
	expect(flat).toHaveLength(run.plan.parameterElements);
	const std = (16 * 33) ** (-1 / 3);
	for (const { offset } of run.plan.parameters) {
		const own = flat.subarray(offset, offset + 61 * 33);
		const variance = own.reduce((sum, value) => sum + value * value, 0) / own.length;
		// Standard error of a variance: sqrt(2 / n).
		expect(Math.abs(variance / std ** 2 - 1)).toBeLessThan(5 * Math.sqrt(2 / own.length));
		expect(flat.subarray(offset + 61 * 33, offset + 2048)).toEqual(
			new Float32Array(2048 - 61 * 33)
		);
	}
});

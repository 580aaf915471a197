import { describe, expect, test } from 'vitest';
import { oneLayerTransformer } from '../../../src/engine/models/one-layer-transformer.ts';
import { modularAddition } from '../../../src/engine/tasks/modular-addition.ts';
import { naiveTransformer } from '../../support/oracles/naive-transformer.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { fakeHost, openReference, ToyTrainer } from '../../support/runs/toy-training.ts';

const SIZES = [
	{ p: 7, d_model: 8, n_heads: 2, d_mlp: 16, equals_output: true },
	{ p: 6, d_model: 5, n_heads: 1, d_mlp: 3, equals_output: true },
	{ p: 6, d_model: 5, n_heads: 1, d_mlp: 3, equals_output: false },
	{ p: 2, d_model: 4, n_heads: 4, d_mlp: 7, equals_output: true }
];

const CASES = oneLayerTransformer.formulations.flatMap(({ id }) =>
	SIZES.map((sizes) => ({ ...sizes, formulation: id }))
);

test.each(CASES)(
	'$formulation is the paper’s model token by token at p = $p, “=” among the outputs: $equals_output',
	async ({ formulation, ...sizes }) => {
		const spec = toyRun({ params: { ...sizes, lr: 1e-2 }, fracTrain: 0.5 });
		const toy = await ToyTrainer.open(spec, openReference, fakeHost(1), { formulation });
		await toy.train(5);
		const { run, session } = toy;
		const names = run.plan.parameters.map(({ name }) => name);
		const arrays = await session.read(names.map((name) => ({ name })));
		const weights = Object.fromEntries(names.map((name, i) => [name, arrays[i] ?? []]));
		const losses = Array.from({ length: sizes.p ** 2 }, (_, pair) => {
			const [a, b] = [Math.floor(pair / sizes.p), pair % sizes.p];
			const { logits } = naiveTransformer(weights, sizes, a, b);
			const total = logits.reduce((sum, value) => sum + Math.exp(value), 0);
			return Math.log(total) - (logits[(a + b) % sizes.p] ?? NaN);
		});
		const [got] = await session.read([{ name: 'evaluate.loss' }]);
		expect(got).toHaveLength(losses.length);
		losses.forEach((loss, i) => {
			expect(got?.[i]).toBeCloseTo(loss, 12);
		});
	}
);

describe('parameters', () => {
	const start = { init_scale: 1, zero_readout: false, output_multiplier: 1 };
	const params = { d_model: 12, n_heads: 3, d_mlp: 20, equals_output: true, ...start };
	const specs = oneLayerTransformer.parameters(
		params,
		modularAddition.shape({ p: 9, frac_train: 0.5, split_pairs: 'ordered' })
	);

	test('have the shapes of TransformerLens', () => {
		expect(Object.fromEntries(specs.map(({ name, shape }) => [name, shape]))).toEqual({
			'embed.W_E': [10, 12],
			'pos_embed.W_pos': [3, 12],
			'blocks.0.attn.W_Q': [3, 12, 4],
			'blocks.0.attn.W_K': [3, 12, 4],
			'blocks.0.attn.W_V': [3, 12, 4],
			'blocks.0.attn.W_O': [3, 4, 12],
			'blocks.0.mlp.W_in': [12, 20],
			'blocks.0.mlp.b_in': [20],
			'blocks.0.mlp.W_out': [20, 12],
			'blocks.0.mlp.b_out': [12],
			'unembed.W_U': [12, 10]
		});
	});

	test('without an output for “=” the unembedding has p columns', () => {
		const shape = modularAddition.shape({ p: 9, frac_train: 0.5, split_pairs: 'ordered' });
		const other = oneLayerTransformer.parameters({ ...params, equals_output: false }, shape);
		expect(other.at(-1)).toEqual({
			name: 'unembed.W_U',
			kind: 'unembedding',
			shape: [12, 9],
			init: { kind: 'normal', std: 1 / 3 }
		});
		expect(other.slice(0, -1)).toEqual(specs.slice(0, -1));
	});

	test('start as normals of 1/sqrt(d_model), the unembedding of 1/sqrt(p + 1), biases at zero', () => {
		for (const { name, init } of specs) {
			const std = name === 'unembed.W_U' ? 1 / Math.sqrt(10) : 1 / Math.sqrt(12);
			expect(init, name).toEqual(
				name.includes('.b_') ? { kind: 'zeros' } : { kind: 'normal', std }
			);
		}
	});

	test('are refused when the heads do not share the width equally', () => {
		expect(oneLayerTransformer.refuse?.({ ...params, n_heads: 5 })).toContain(
			'd_model=12 and n_heads=5'
		);
		expect(oneLayerTransformer.refuse?.(params)).toBeUndefined();
	});
});

import { describe, expect, test } from 'vitest';
import { ReferenceSession } from '../../../src/engine/backend/reference/reference-session.ts';
import { createRng } from '../../../src/engine/core/rng.ts';
import type { ParamValue } from '../../../src/engine/core/param-schema.ts';
import type { Initialization } from '../../../src/engine/models/define.ts';
import type { TaskShape } from '../../../src/engine/tasks/define.ts';
import { buildRun, planData, type BuiltRun } from '../../../src/engine/trainer/build/build-run.ts';
import { initialParameters } from '../../../src/engine/trainer/data/initialize.ts';
import { orthogonalMatrix } from '../../../src/engine/trainer/data/orthogonal-matrix.ts';
import { directionOf } from '../../support/ops/finite-difference.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { TOLERANCE } from '../../support/tolerance.ts';
import { relativeToLargest } from '../../support/torch-parity.ts';

type Params = Readonly<Record<string, ParamValue>>;

/**
 * An open step that leaves the weights as they are: an empty schedule of SGD has rate and decay 0.
 */
function openStep(run: BuiltRun) {
	const session = new ReferenceSession(run.plan);
	for (const [name, data] of planData(run.plan)) session.write(name, data);
	const lossAt = async (point: Float64Array) => {
		session.write('parameters', point);
		session.write('train.clock', Uint32Array.of(0));
		session.run('train', 1);
		const [ring] = await session.read([{ name: 'train.ring', count: 1 }]);
		return (ring?.[0] ?? NaN) / (run.trainCount * run.shape.positions.length);
	};
	return { session, lossAt };
}

/** Initial weights of a run, moved so that biases and gains are not their defaults. */
function movedWeights(run: BuiltRun): Float64Array {
	const weights = Float64Array.from(initialParameters(run.parameters, 11));
	const direction = directionOf(weights.length, 99);
	return weights.map((value, i) => value + 0.1 * (direction[i] ?? 0));
}

const buildToy = (model: string, params: Params): BuiltRun =>
	buildRun(toyRun({ model, optimizer: 'sgd', params }));

const LIKE_ONE_LAYER = { n_layers: 1, norm: 'none', mlp_activation: 'relu' } as const;

test('with one layer and no normalization it is the one-layer model', async () => {
	const [plain, deep] = [
		buildToy('one-layer-transformer', {}),
		buildToy('transformer', LIKE_ONE_LAYER)
	];
	expect(deep.plan.parameters).toEqual(plain.plan.parameters);
	expect(initialParameters(deep.parameters, 3)).toEqual(initialParameters(plain.parameters, 3));
	const weights = movedWeights(plain);
	const [expected, got] = [openStep(plain), openStep(deep)];
	const losses = [await expected.lossAt(weights), await got.lossAt(weights)] as const;
	expect(Math.abs(losses[1] / losses[0] - 1)).toBeLessThan(TOLERANCE.referenceParity);
	for (const { name } of plain.plan.parameters) {
		const request = [{ name: `grad ${name}` }];
		const [[want = []], [value = []]] = [
			await expected.session.read(request),
			await got.session.read(request)
		];
		expect(
			[...want].some((slope) => slope !== 0),
			name
		).toBe(true);
		expect(relativeToLargest(value, [...want]), name).toBeLessThan(TOLERANCE.referenceParity);
	}
	expected.session.run('evaluate', 1);
	got.session.run('evaluate', 1);
	const [[wanted = []], [found = []]] = [
		await expected.session.read([{ name: 'evaluate.loss' }]),
		await got.session.read([{ name: 'evaluate.loss' }])
	];
	expect(relativeToLargest(found, [...wanted])).toBeLessThan(TOLERANCE.referenceParity);
});

const VARIANTS: readonly Params[] = [
	{ n_layers: 1, norm: 'none', causal: false, position_encoding: 'none' },
	{ n_layers: 2, norm: 'layer', norm_place: 'before', mlp_activation: 'gelu' },
	{ n_layers: 2, norm: 'rms', norm_place: 'before', tied_unembedding: true },
	{ n_layers: 2, norm: 'layer', norm_place: 'after', equals_output: false, tied_unembedding: true },
	{ n_layers: 3, norm: 'rms', norm_place: 'after', position_encoding: 'sinusoidal' },
	{ n_layers: 2, norm: 'none', mlp_activation: 'gelu-tanh', mlp_biases: false, causal: false }
];

/**
 * A run's spec with logits read at other positions, the targets of the last one at each of them.
 */
function readAt(params: Params, positions: readonly number[]): BuiltRun {
	const spec = toyRun({ model: 'transformer', optimizer: 'sgd', params });
	const { task } = spec;
	return buildRun({
		...spec,
		task: {
			...task,
			shape: (values): TaskShape => ({
				...task.shape(values),
				positions,
				structure: { kind: 'none' }
			}),
			examples(values, streams) {
				const { tokens, targets } = task.examples(values, streams);
				return {
					tokens,
					targets: Uint32Array.from([...targets].flatMap((t) => positions.map(() => t)))
				};
			}
		}
	});
}

async function expectSlopes(run: BuiltRun): Promise<void> {
	const { session, lossAt } = openStep(run);
	const weights = movedWeights(run);
	await lossAt(weights);
	const slots = run.plan.parameters;
	const gradients = await session.read(slots.map(({ name }) => ({ name: `grad ${name}` })));
	for (const seed of [1, 2, 3]) {
		const direction = directionOf(weights.length, seed);
		const along = (sign: number) =>
			weights.map((value, i) => value + sign * 1e-6 * (direction[i] ?? 0));
		const measured = ((await lossAt(along(1))) - (await lossAt(along(-1)))) / 2e-6;
		const terms = slots.flatMap(({ offset }, k) =>
			[...(gradients[k] ?? [])].map((value, i) => value * (direction[offset + i] ?? NaN))
		);
		const claimed = terms.reduce((sum, value) => sum + value, 0);
		const scale = terms.reduce((sum, value) => sum + Math.abs(value), 0);
		expect(scale).toBeGreaterThan(0);
		expect(Math.abs(measured - claimed)).toBeLessThan(TOLERANCE.finiteDifference * scale);
	}
}

test.each(VARIANTS)('%o: the gradient is the slope', async (params) => {
	await expectSlopes(buildToy('transformer', params));
});

test.each([[[0, 1, 2]], [[0, 2]]])(
	'read at positions %o: the gradient is the slope',
	async (positions) => {
		await expectSlopes(readAt({ n_layers: 2, causal: true }, positions));
	}
);

test.each([true, false])(
	'causal %s: what position 0 says depends on later tokens or not',
	async (causal) => {
		const run = readAt({ n_layers: 2, causal, norm: 'layer' }, [0, 1, 2]);
		const { session } = openStep(run);
		const weights = movedWeights(run);
		const lossesOf = async (point: Float64Array) => {
			session.write('parameters', point);
			session.run('evaluate', 1);
			const [losses = []] = await session.read([{ name: 'evaluate.loss' }]);
			return losses;
		};
		const before = await lossesOf(weights);
		// Another embedding of token 6, of width 8: only (a, b) = (5, 6) is looked at, whose first
		// token is another one.
		const after = await lossesOf(
			weights.map((value, i) => (i >= 48 && i < 56 ? value + i - 50 : value))
		);
		const at = (losses: ArrayLike<number>, position: number) => losses[(5 * 7 + 6) * 3 + position];
		expect(at(after, 0) === at(before, 0)).toBe(causal);
		expect(at(after, 1)).not.toBe(at(before, 1));
		expect(at(after, 2)).not.toBe(at(before, 2));
	}
);

describe('initial weights', () => {
	const specsOf = (weight_init: string) => buildToy('transformer', { weight_init }).parameters;

	test('PyTorch’s default is uniform within 1 / sqrt(inputs), biases too', () => {
		const specs = specsOf('pytorch');
		const initOf = (name: string) => specs.find((spec) => spec.name === name)?.init;
		expect(initOf('embed.W_E')).toEqual({ kind: 'normal', std: 1 });
		expect(initOf('blocks.1.attn.W_O')).toEqual({ kind: 'uniform', bound: 1 / Math.sqrt(8) });
		expect(initOf('blocks.0.mlp.b_out')).toEqual({ kind: 'uniform', bound: 1 / 4 });
		expect(initOf('blocks.0.ln1.w')).toEqual({ kind: 'ones' });
		expect(initOf('ln_final.b')).toEqual({ kind: 'zeros' });
	});

	test('uniform values fill their range evenly, ones are ones', () => {
		const spec = (name: string, init: Initialization) =>
			({ name, shape: [4096], kind: 'bias', init }) as const;
		const values = initialParameters(
			[spec('u', { kind: 'uniform', bound: 0.5 }), spec('o', { kind: 'ones' })],
			1
		);
		const uniform = values.subarray(0, 4096);
		expect(Math.max(...uniform.map(Math.abs))).toBeLessThanOrEqual(0.5);
		const square = uniform.reduce((sum, value) => sum + value * value, 0) / 4096;
		// Variance bound^2 / 3; that of its square is bound^4 (1/5 - 1/9).
		expect(Math.abs(square - 1 / 12)).toBeLessThan((5 * 0.25 * Math.sqrt(1 / 5 - 1 / 9)) / 64);
		expect(values.subarray(4096)).toEqual(new Float32Array(4096).fill(1));
	});

	test.each([
		[5, 5],
		[9, 4],
		[3, 8]
	])('an orthogonal matrix of %i x %i has orthonormal rows or columns', (rows, columns) => {
		const matrix = orthogonalMatrix(rows, columns, createRng(4, 'init'));
		const isWide = columns >= rows;
		const [count, length] = isWide ? [rows, columns] : [columns, rows];
		const at = (i: number, l: number) => matrix[isWide ? i * columns + l : l * columns + i] ?? NaN;
		for (let i = 0; i < count; i++) {
			for (let j = 0; j <= i; j++) {
				let dot = 0;
				for (let l = 0; l < length; l++) dot += at(i, l) * at(j, l);
				expect(Math.abs(dot - (i === j ? 1 : 0))).toBeLessThan(1e-14);
			}
		}
	});

	test('the heads of an orthogonal init are matrices of their own', () => {
		const run = buildToy('transformer', { weight_init: 'orthogonal' });
		const flat = initialParameters(run.parameters, 2);
		const slot = run.plan.parameters.find(({ name }) => name === 'blocks.0.attn.W_Q');
		const values = flat.subarray(slot?.offset, (slot?.offset ?? 0) + 64);
		// [2 heads, 8, 4]: columns of each head.
		const dot = (head: number, i: number, j: number) =>
			Array.from({ length: 8 }, (_, l) => head * 32 + l * 4).reduce(
				(sum, at) => sum + (values[at + i] ?? NaN) * (values[at + j] ?? NaN),
				0
			);
		for (const head of [0, 1]) {
			expect(dot(head, 2, 2)).toBeCloseTo(1, 6);
			expect(dot(head, 1, 3)).toBeCloseTo(0, 6);
		}
	});
});

test('a tied unembedding refuses more outputs than there are tokens', () => {
	const build = (equals_output: boolean) => () =>
		buildRun(
			toyRun({
				...{ task: 'sparse-parity', model: 'transformer' },
				params: { tied_unembedding: true, equals_output }
			})
		);
	expect(build(true)).toThrow('at most as many outputs as tokens (2), got 3');
	expect(build(false)).not.toThrow();
});

test('neurons add to the logits directly only without a normalization', () => {
	const neuronsOf = (given: Params) => {
		const { model, params, task } = toyRun({ model: 'transformer', params: given });
		return model.neurons?.(params, task.shape(params));
	};
	const plain = neuronsOf({ norm: 'none', n_layers: 3 });
	expect(plain?.activation).toBe('blocks.2.mlp.hook_post');
	expect(plain?.logitMap).toBeDefined();
	const normed = neuronsOf({ norm: 'rms' });
	expect(normed?.count).toBe(16);
	expect(normed?.logitMap).toBeUndefined();
});

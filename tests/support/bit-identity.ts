import { expect } from 'vitest';
import { aloneSpec, repeatedSpec, type RunSpec } from '../../src/engine/trainer/run-spec.ts';
import { toyRun } from './runs/run-spec.ts';
import {
	fakeHost,
	ToyTrainer,
	trainToy,
	type OpenSession,
	type Training
} from './runs/toy-training.ts';

const STEPS = 30;
const SEEDS = { split: 5, init: 9, batch: 4, probe: 2 };

export interface ToyCase {
	readonly title: string;
	readonly spec: RunSpec;
	readonly formulation: string;
}

const SPECS = [
	toyRun({ seeds: SEEDS, params: { lr: 1e-2 } }),
	toyRun({ model: 'quadratic-mlp', seeds: SEEDS, params: { p: 11, d_mlp: 13, lr: 1e-2 } }),
	// Mini-batches whose gradients are summed by index lists: 58 train pairs give seven batches.
	toyRun({
		model: 'quadratic-mlp',
		seeds: SEEDS,
		batchSize: 8,
		params: { p: 11, d_mlp: 13, lr: 1e-2 },
		fracTrain: 0.48
	}),
	// A state of several times the parameters, which wraps around.
	toyRun({
		model: 'quadratic-mlp',
		filter: 'grokfast-ma',
		seeds: SEEDS,
		params: { p: 11, d_mlp: 13, lr: 1e-2, grokfast_window: 4 }
	}),
	// Drawn examples in mini-batches: four epochs and a part of one in 30 steps.
	toyRun({
		task: 'sparse-parity',
		model: 'sign-mlp',
		seeds: SEEDS,
		batchSize: 9,
		params: { n_bits: 9, k_bits: 2, train_examples: 60, test_examples: 20, d_mlp: 16, lr: 1e-2 }
	})
];

/** Models in each of their formulations, small and odd. */
export const TOY_CASES: readonly ToyCase[] = SPECS.flatMap((spec) =>
	spec.model.formulations.map(({ id }) => ({
		title: `${spec.model.id}, ${id}`,
		spec,
		formulation: id
	}))
);

const train = (
	{ spec, formulation }: ToyCase,
	open: OpenSession,
	host = fakeHost(1),
	steps = STEPS
) => trainToy(spec, open, steps, host, { formulation });

/**
 * Three replicas: the first two differ in their seeds alone, the third in its params too. Its rates
 * and decays differ from those of the first and are no powers of each other.
 */
function replicatedSpec(spec: RunSpec): RunSpec {
	const { replicas, ...rest } = repeatedSpec(spec, 3);
	const varied = { lr: 7e-3, weight_decay: 0.3, beta1: 0.8, beta2: 0.95, warmup_steps: 3 };
	return {
		...rest,
		replicas: replicas.map(({ seeds, params }, r) => ({
			seeds,
			params: r === 2 ? { ...params, ...varied } : params
		}))
	};
}

/** R runs in one plan must give the results of each run alone, bit for bit. */
export async function expectReplicasEqualSingles(
	toy: ToyCase,
	open: OpenSession,
	steps = STEPS
): Promise<void> {
	const spec = replicatedSpec(toy.spec);
	const replicas = spec.replicas.length;
	const together = await train({ ...toy, spec }, open, fakeHost(1), steps);
	expect(together.loss[0]).toHaveLength(steps);
	expect(together.loss[0]).not.toEqual(together.loss[1]);
	for (let r = 0; r < replicas; r++) {
		const alone = await train({ ...toy, spec: aloneSpec(spec, r) }, open, fakeHost(1), steps);
		expect(together.loss[r]).toEqual(alone.loss[0]);
		expect(together.accuracy[r]).toEqual(alone.accuracy[0]);
		expect(together.evaluations[r]).toEqual(alone.evaluations[0]);
		for (const [name, buffer] of Object.entries(alone.final.buffers)) {
			const own = together.final.buffers[name]?.slice(r * buffer.length, (r + 1) * buffer.length);
			expect(own, `${name} of replica ${r}`).toEqual(buffer);
		}
	}
}

const withoutBursts = ({ bursts: _, ...rest }: Training) => rest;

/** A run gives the same bits when repeated, and in bursts of other sizes. */
export async function expectRepeatable(toy: ToyCase, open: OpenSession): Promise<void> {
	const first = await train(toy, open, fakeHost(1000));
	expect(await train(toy, open, fakeHost(1000))).toEqual(first);
	const fast = await train(toy, open, fakeHost(0.001));
	expect(fast.bursts).not.toEqual(first.bursts);
	expect(withoutBursts(fast)).toEqual(withoutBursts(first));
}

/** A run continued in another session from a state in its middle equals the uninterrupted run. */
export async function expectContinuation(toy: ToyCase, open: OpenSession): Promise<void> {
	const middle = 17;
	const { spec, formulation } = toy;
	const whole = await train(toy, open);
	const before = await ToyTrainer.open(spec, open, fakeHost(1), { formulation });
	await before.train(middle);
	const state = await before.trainer.state();
	const start = await before.finish();
	const after = await ToyTrainer.open(spec, open, fakeHost(1), { formulation });
	after.trainer.restore(structuredClone(state));
	await after.train(STEPS);
	const rest = await after.finish();
	expect(start.loss[0]).toHaveLength(middle);
	expect([...(start.loss[0] ?? []), ...(rest.loss[0] ?? [])]).toEqual(whole.loss[0]);
	expect([...(start.evaluations[0] ?? []), ...(rest.evaluations[0] ?? [])]).toEqual(
		whole.evaluations[0]
	);
	expect(rest.final).toEqual(whole.final);
}

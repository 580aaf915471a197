import { expect } from 'vitest';
import type { RunSpec } from '../../src/engine/trainer/run-spec.ts';
import { toyRun } from './run-spec.ts';
import { fakeHost, ToyTrainer, trainToy, type OpenSession, type Training } from './toy-training.ts';

const STEPS = 30;
const SEEDS = { split: 5, init: 9 };

/** Both models, small and odd. */
export const TOY_RUNS: readonly { readonly title: string; readonly spec: RunSpec }[] = [
	{ title: 'one-layer-transformer', spec: toyRun({ seeds: SEEDS, params: { lr: 1e-2 } }) },
	{
		title: 'quadratic-mlp',
		spec: toyRun({ model: 'quadratic-mlp', seeds: SEEDS, params: { p: 11, d_mlp: 13, lr: 1e-2 } })
	}
];

/** What R runs in one plan give must be what each gives alone, bit for bit. */
export async function expectReplicasEqualSingles(spec: RunSpec, open: OpenSession): Promise<void> {
	const replicas = 3;
	const together = await trainToy({ ...spec, replicas }, open, STEPS);
	expect(together.loss[0]).toHaveLength(STEPS);
	expect(together.loss[0]).not.toEqual(together.loss[1]);
	for (let r = 0; r < replicas; r++) {
		const seeds = { split: spec.seeds.split + r, init: spec.seeds.init + r };
		const alone = await trainToy({ ...spec, seeds }, open, STEPS);
		expect(together.loss[r]).toEqual(alone.loss[0]);
		expect(together.accuracy[r]).toEqual(alone.accuracy[0]);
		expect(together.evaluations[r]).toEqual(alone.evaluations[0]);
		for (const [name, buffer] of Object.entries(alone.final.buffers)) {
			const own = together.final.buffers[name]?.slice(r * buffer.length, (r + 1) * buffer.length);
			expect(own, `${name} of replica ${r}`).toEqual(buffer);
		}
	}
}

const withoutBatches = ({ batches: _, ...rest }: Training) => rest;

/** The same run twice, and in batches of other sizes, is the same run. */
export async function expectRepeatable(spec: RunSpec, open: OpenSession): Promise<void> {
	const first = await trainToy(spec, open, STEPS, fakeHost(1000));
	const again = await trainToy(spec, open, STEPS, fakeHost(1000));
	expect(again).toEqual(first);
	const fast = await trainToy(spec, open, STEPS, fakeHost(0.001));
	expect(fast.batches).not.toEqual(first.batches);
	expect(withoutBatches(fast)).toEqual(withoutBatches(first));
}

/** A run that goes on in another session from a state in its middle is the uninterrupted run. */
export async function expectContinuation(spec: RunSpec, open: OpenSession): Promise<void> {
	const middle = 17;
	const whole = await trainToy(spec, open, STEPS);
	const before = await ToyTrainer.open(spec, open);
	await before.train(middle);
	const state = await before.trainer.state();
	const start = await before.finish();
	const after = await ToyTrainer.open(spec, open);
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

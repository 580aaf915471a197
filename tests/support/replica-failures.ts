import { expect } from 'vitest';
import { aloneSpec, repeatedSpec, type RunSpec } from '../../src/engine/trainer/run-spec.ts';
import { rejection } from './runs/lab-errors.ts';
import { toyRun } from './runs/run-spec.ts';
import { fakeHost, ToyTrainer, trainToy, type OpenSession } from './runs/toy-training.ts';

const STEPS = 40;
/**
 * Every update multiplies the weights by 1 - 1e6: float32 overflows after some six updates, float64
 * later.
 */
const WILD = { lr: 1000, weight_decay: 1000, warmup_steps: 3 };

/** Three replicas, of which the one in the middle fails. */
function specWithFailure(): RunSpec {
	const { replicas, ...rest } = repeatedSpec(toyRun({ model: 'quadratic-mlp' }), 3);
	return {
		...rest,
		replicas: replicas.map(({ seeds, params }, r) => ({
			seeds,
			params: r === 1 ? { ...params, ...WILD } : params
		}))
	};
}

/**
 * One replica fails where its run alone ends, with the same steps before, and the others are what
 * they are alone, bit for bit.
 */
export async function expectOthersGoOn(open: OpenSession): Promise<void> {
	const spec = specWithFailure();
	const together = await trainToy(spec, open, STEPS, fakeHost(1));
	const error = await rejection(trainToy(aloneSpec(spec, 1), open, STEPS, fakeHost(1)));
	const [failure, ...others] = together.final.failures;
	expect(others).toEqual([]);
	const { step = 0 } = failure ?? {};
	expect(failure).toEqual({ replica: 1, step });
	expect(error.message).toContain(` at step ${String(step)}: `);
	expect(step).toBeGreaterThan(3);
	expect(step).toBeLessThan(STEPS - 1);
	const before = await trainToy(aloneSpec(spec, 1), open, step, fakeHost(1));
	expect(together.loss[1]).toHaveLength(step + 1);
	expect(together.loss[1]?.slice(0, step)).toEqual(before.loss[0]);
	expect(together.loss[1]?.at(-1)).not.toSatisfy(Number.isFinite);
	expect(together.evaluations[1]?.every((row) => row.step <= step)).toBe(true);
	for (const r of [0, 2]) {
		const alone = await trainToy(aloneSpec(spec, r), open, STEPS, fakeHost(1));
		expect(together.loss[r]).toEqual(alone.loss[0]);
		expect(together.evaluations[r]).toEqual(alone.evaluations[0]);
		for (const [name, buffer] of Object.entries(alone.final.buffers)) {
			const { length } = buffer;
			expect(together.final.buffers[name]?.slice(r * length, (r + 1) * length)).toEqual(buffer);
		}
	}
}

/** A state keeps the failed replicas: a run that continues from it leaves them out too. */
export async function expectFailureKept(open: OpenSession): Promise<void> {
	const spec = specWithFailure();
	const whole = await trainToy(spec, open, STEPS, fakeHost(1));
	const before = await ToyTrainer.open(spec, open, fakeHost(1));
	await before.train(STEPS - 7);
	const state = await before.trainer.state();
	expect(state.failures).toEqual(whole.final.failures);
	const { parameters } = state.buffers;
	const size = (parameters?.length ?? 0) / 3;
	expect(parameters?.slice(size, 2 * size).every((value) => value === 0)).toBe(true);
	const after = await ToyTrainer.open(spec, open, fakeHost(1));
	after.trainer.restore(structuredClone(state));
	await after.train(STEPS);
	const rest = await after.finish();
	expect(rest.loss.map(({ length }) => length)).toEqual([7, 0, 7]);
	expect(rest.evaluations[1]).toEqual([]);
	expect(rest.final).toEqual(whole.final);
}

import { expect } from 'vitest';
import { secondMoment } from '../../../src/engine/ops/updates/adamw-update.ts';
import type { TrainerState } from '../../../src/engine/trainer/train/trainer-state.ts';
import { toyRun } from '../runs/run-spec.ts';
import {
	fakeHost,
	openReference,
	ToyTrainer,
	type OpenSession,
	type Training
} from '../runs/toy-training.ts';

/** Without weight decay, and with the eps of published runs, the logits grow without end. */
const SPEC = toyRun({
	model: 'quadratic-mlp',
	params: { lr: 1e-2, weight_decay: 0, eps: 1e-30, warmup_steps: 0 }
});
const MEMORIZED = 60;

/**
 * A network that has memorized, its weights then scaled: the logits grow with the third power of
 * the weights, so scaling replaces some thousand steps, in which the loss would fall by many
 * orders.
 */
async function confidentState(scale: number): Promise<TrainerState> {
	const toy = await ToyTrainer.open(SPEC, openReference);
	await toy.train(MEMORIZED);
	const { final } = await toy.finish();
	const { parameters = new Float64Array(0) } = final.buffers;
	const buffers = Object.fromEntries(
		Object.entries(final.buffers).map(([name, { length }]) => [name, new Float64Array(length)])
	);
	const weights = Float64Array.from(parameters, (weight) => Math.fround(scale * weight));
	return { ...final, step: 0, evaluatedUpTo: -1, buffers: { ...buffers, parameters: weights } };
}

async function goOn(state: TrainerState, open: OpenSession, until: number): Promise<Training> {
	const toy = await ToyTrainer.open(SPEC, open, fakeHost(1));
	toy.trainer.restore(structuredClone(state));
	await toy.train(until);
	return toy.finish();
}

/** Train losses of such a network on a backend and in float64. */
export async function confidentLosses(scale: number, steps: number, open: OpenSession) {
	const start = await confidentState(scale);
	const expected = await goOn(start, openReference, steps);
	const got = await goOn(start, open, steps);
	return { expected: expected.loss[0] ?? [], got: got.loss[0] ?? [] };
}

/**
 * A state from before small second moments were scaled gives the same run, bit for bit.
 */
export async function expectOldStateGoesOn(open: OpenSession): Promise<void> {
	const [middle, until] = [10, 30];
	const { final: state } = await goOn(await confidentState(2), open, middle);
	const { second_moment = new Float64Array(0) } = state.buffers;
	// The values that float32 could distinguish from zero without scaling.
	const old = second_moment.map((stored) => {
		const value = secondMoment(stored);
		return value > 2 ** -125 ? value : stored;
	});
	expect(old).not.toEqual(second_moment);
	const expected = await goOn(state, open, until);
	const got = await goOn(
		{ ...state, buffers: { ...state.buffers, second_moment: old } },
		open,
		until
	);
	expect(got.loss).toEqual(expected.loss);
	expect(got.final).toEqual(expected.final);
}

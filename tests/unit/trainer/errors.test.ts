import { describe, expect, test } from 'vitest';
import { rejection } from '../../support/runs/lab-errors.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { openReference, ToyTrainer, trainToy } from '../../support/runs/toy-training.ts';

describe('a non-finite loss', () => {
	test('of all replicas ends training, naming the step of the last', async () => {
		const spec = toyRun({
			model: 'quadratic-mlp',
			replicas: 2,
			params: { lr: 1e150, warmup_steps: 3 }
		});
		const error = await rejection(trainToy(spec, openReference, 60));
		expect(error.code).toBe('non-finite-loss');
		expect(error.message).toMatch(/^all 2 replicas have failed, the last one at step \d+: /);
	});

	test('is named at the first step that has it', async () => {
		const spec = toyRun({ model: 'quadratic-mlp' });
		const toy = await ToyTrainer.open(spec, openReference);
		await toy.train(5);
		toy.trainer.setParameters(() => new Float64Array(toy.run.plan.parameterElements).fill(NaN));
		const error = await rejection(toy.train(9));
		expect(error.code).toBe('non-finite-loss');
		expect(error.message).toMatch(/^the train loss is NaN at step 5: /);
	});
});

describe('restore', () => {
	const open = (optimizer: string, p = 7) =>
		ToyTrainer.open(toyRun({ model: 'quadratic-mlp', optimizer, params: { p } }), openReference);

	test('refuses a state of another size, naming buffer and numbers', async () => {
		const state = await (await open('adamw')).trainer.state();
		const other = await open('adamw', 23);
		expect(() => {
			other.trainer.restore(state);
		}).toThrow(
			expect.objectContaining({
				code: 'bad-checkpoint',
				// 3 tensors of 23 x 16, against 3 of 7 x 16, each padded to 64.
				message: 'checkpoint buffer "parameters": expected 1152 elements, got 384'
			})
		);
	});

	test('refuses a state without the optimizer’s own buffers', async () => {
		const state = await (await open('sgd')).trainer.state();
		const other = await open('adamw');
		expect(() => {
			other.trainer.restore(state);
		}).toThrow(
			expect.objectContaining({
				code: 'bad-checkpoint',
				message: 'checkpoint buffer "first_moment": expected 384 elements, got undefined'
			})
		);
	});

	test('leaves the run as it was when it refuses', async () => {
		const before = await open('adamw');
		const state = await before.trainer.state();
		const { first_moment, second_moment: _, ...rest } = state.buffers;
		const changed = {
			...rest,
			parameters: new Float64Array(384).fill(1),
			first_moment: first_moment ?? new Float64Array(0)
		};
		expect(() => {
			before.trainer.restore({ ...state, step: 9, buffers: changed });
		}).toThrow(expect.objectContaining({ code: 'bad-checkpoint' }));
		expect(await before.trainer.state()).toEqual(state);
	});
});

test('live parameters change from the next update on, and come back with the state', async () => {
	const toy = await ToyTrainer.open(
		toyRun({ model: 'quadratic-mlp', params: { lr: 0.1 } }),
		openReference
	);
	expect(toy.trainer.live).toEqual({ lr: 0.1, weight_decay: 1 });
	await toy.train(2);
	expect(toy.trainer.setLive('lr', 0)).toBe(2);
	const frozen = await toy.trainer.state();
	await toy.train(5);
	const after = await toy.trainer.state();
	expect(after.buffers['parameters']).toEqual(frozen.buffers['parameters']);
	expect(after.live).toEqual({ lr: 0, weight_decay: 1 });
	const other = await ToyTrainer.open(
		toyRun({ model: 'quadratic-mlp', params: { lr: 0.1 } }),
		openReference
	);
	other.trainer.restore(after);
	expect(other.trainer.live).toEqual({ lr: 0, weight_decay: 1 });
	expect(other.trainer.step).toBe(5);
});

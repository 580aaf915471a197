import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ParamValue } from '../../../src/engine/core/param-schema.ts';
import { adamw } from '../../../src/engine/optimizers/adamw.ts';
import type { UpdateRule } from '../../../src/engine/optimizers/define.ts';
import { sgd } from '../../../src/engine/optimizers/sgd.ts';
import { createPowers, Schedule } from '../../../src/engine/trainer/train/schedule.ts';
import { SEED } from '../../support/ops/arbitraries.ts';

const ADAMW = { lr: 1e-3, weight_decay: 0.5, beta1: 0.9, beta2: 0.98, eps: 1e-8, warmup_steps: 4 };

describe('createPowers', () => {
	test('multiplies again and again: the same bits in whatever order they are asked for', () => {
		fc.assert(
			fc.property(
				fc.double({ min: 0, max: 1, noNaN: true }),
				fc.array(fc.nat(300), { minLength: 1 }),
				(base, exponents) => {
					const power = createPowers();
					for (const exponent of exponents) {
						let expected = 1;
						for (let i = 0; i < exponent; i++) expected *= base;
						expect(power(base, exponent)).toBe(expected);
					}
				}
			),
			{ seed: SEED }
		);
	});

	test('keeps bases apart', () => {
		const power = createPowers();
		expect([power(0.5, 3), power(0.25, 2), power(0.5, 4), power(0.25, 1)]).toEqual([
			0.125, 0.0625, 0.0625, 0.25
		]);
	});
});

/** Rows of a rule with one schedule. */
const rowsOf = (schedule: Schedule, step: number, count: number, slots: number): Float64Array => {
	const [rows] = schedule.rows(step, count, slots).values();
	return rows ?? new Float64Array();
};
const scheduleOf = (rule: UpdateRule, params: Readonly<Record<string, ParamValue>>, copies = 1) =>
	new Schedule(
		[rule],
		Array.from({ length: copies }, () => params)
	);

describe('Schedule', () => {
	test('gives the scalars of AdamW by its formula', () => {
		const rows = rowsOf(scheduleOf(adamw, ADAMW), 0, 9, 9);
		for (let step = 0; step < 9; step++) {
			const rate = 1e-3 * Math.min(step / 4, 1);
			const expected = [
				rate * 0.5,
				rate / (1 - 0.9 ** (step + 1)),
				1 / Math.sqrt(1 - 0.98 ** (step + 1)),
				0.9,
				0.1,
				0.98,
				0.02,
				1e-8
			];
			rows.slice(8 * step, 8 * step + 8).forEach((value, i) => {
				expect(value).toBeCloseTo(expected[i] ?? NaN, 13);
			});
		}
	});

	test('warms up from a rate of 0 and decays nothing then', () => {
		expect([...rowsOf(scheduleOf(adamw, ADAMW), 0, 1, 1).slice(0, 2)]).toEqual([0, 0]);
		const without = { ...ADAMW, warmup_steps: 0 };
		expect(rowsOf(scheduleOf(adamw, without), 0, 1, 1)[0]).toBe(1e-3 * 0.5);
	});

	test('repeats its rows for every replica and leaves the other slots empty', () => {
		const alone = rowsOf(scheduleOf(adamw, ADAMW), 5, 2, 2);
		const rows = rowsOf(scheduleOf(adamw, ADAMW, 3), 5, 2, 4);
		for (let r = 0; r < 3; r++) {
			expect(rows.slice(32 * r, 32 * r + 16)).toEqual(alone);
			expect(rows.slice(32 * r + 16, 32 * r + 32)).toEqual(new Float64Array(16));
		}
	});

	test('does not depend on where its rows are cut', () => {
		const whole = rowsOf(scheduleOf(adamw, ADAMW), 0, 20, 20);
		const parts = scheduleOf(adamw, ADAMW);
		const joined = [rowsOf(parts, 0, 7, 7), rowsOf(parts, 7, 13, 13)].flatMap((rows) => [...rows]);
		expect(joined).toEqual([...whole]);
	});

	test('takes a changed rate from the next rows on', () => {
		const schedule = scheduleOf(sgd, {
			lr: 0.1,
			weight_decay: 0,
			momentum: 0.9,
			dampening: 0.5,
			nesterov: false,
			decoupled_decay: false,
			warmup_steps: 0
		});
		expect([...rowsOf(schedule, 0, 1, 1)]).toEqual([0.1, 0, 0, 0.9, 1, 0]);
		schedule.set('lr', 0.2, 1);
		schedule.set('weight_decay', 3, 1);
		expect(schedule.liveAt(1)).toEqual({ lr: 0.2, weight_decay: 3 });
		expect([...rowsOf(schedule, 1, 1, 1)]).toEqual([0.2, 0, 3, 0.9, 0.5, 0]);
		// After a return to an earlier step the rows are the same.
		expect([...rowsOf(schedule, 0, 2, 2)]).toEqual([0.1, 0, 0, 0.9, 1, 0, 0.2, 0, 3, 0.9, 0.5, 0]);
	});

	test('forgets what was set for later steps when a change comes before them', () => {
		const schedule = scheduleOf(sgd, { lr: 0.1, weight_decay: 0 });
		schedule.set('lr', 0.5, 9);
		schedule.set('lr', 0.3, 4);
		expect([3, 4, 9].map((step) => schedule.liveAt(step)['lr'])).toEqual([0.1, 0.3, 0.3]);
	});

	test('gives every replica the rows of its own params, and a live change to all', () => {
		const replicas = [0.1, 0.3].map((lr) => ({ ...ADAMW, lr, warmup_steps: 0 }));
		const schedule = new Schedule([adamw], replicas);
		const decays = (step: number) => [0, 8].map((at) => rowsOf(schedule, step, 1, 1)[at]);
		expect(decays(0)).toEqual([0.1 * 0.5, 0.3 * 0.5]);
		expect(schedule.liveAt(0)).toEqual({ weight_decay: 0.5 });
		expect(schedule.liveByReplica(0)).toEqual([0.1, 0.3].map((lr) => ({ lr, weight_decay: 0.5 })));
		schedule.set('lr', 0.2, 3);
		expect(decays(3)).toEqual([0.2 * 0.5, 0.2 * 0.5]);
		expect(schedule.liveAt(3)).toEqual({ lr: 0.2, weight_decay: 0.5 });
		expect(decays(2)).toEqual([0.1 * 0.5, 0.3 * 0.5]);
	});
});

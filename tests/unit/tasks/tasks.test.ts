import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tasks } from '../../../src/engine/tasks/index.ts';
import { SEED } from '../../support/arbitraries.ts';

const mod = (x: number, p: number) => ((x % p) + p) % p;

const pairs = fc
	.integer({ min: 2, max: 5000 })
	.chain((p) => fc.tuple(fc.constant(p), fc.nat(p - 1), fc.nat(p - 1)));

describe.each(tasks.all)('$id', (task) => {
	test('answers what its structure says: a class of coefficients · (a, b) in the cyclic group', () => {
		fc.assert(
			fc.property(pairs, ([p, a, b]) => {
				const params = { p };
				const { structure, residues, pairCount } = task.sizes(params);
				expect([residues, pairCount]).toEqual([p, p * p]);
				const answer = task.answer(params, a, b);
				expect(Number.isInteger(answer) && answer >= 0 && answer < residues).toBe(true);
				if (structure.kind === 'none') return;
				const [left, right] = structure.coefficients;
				expect(answer).toBe(mod(left * a + right * b, structure.order));
			}),
			{ seed: SEED }
		);
	});

	test('says rightly whether (a, b) and (b, a) have one answer', () => {
		const params = { p: 11 };
		const isSymmetric = Array.from(
			{ length: 121 },
			(_, i) => [Math.floor(i / 11), i % 11] as const
		).every(([a, b]) => task.answer(params, a, b) === task.answer(params, b, a));
		expect(task.sizes(params).isCommutative).toBe(isSymmetric);
	});
});

test('addition and subtraction by hand', () => {
	expect(tasks.get('modular-addition').answer({ p: 113 }, 100, 20)).toBe(7);
	expect(tasks.get('modular-subtraction').answer({ p: 113 }, 3, 20)).toBe(96);
	expect(tasks.get('modular-subtraction').answer({ p: 113 }, 20, 20)).toBe(0);
});

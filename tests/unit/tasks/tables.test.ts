import { describe, expect, test } from 'vitest';
import type { ParamValue } from '../../../src/engine/core/param-schema.ts';
import { createRng } from '../../../src/engine/core/rng.ts';
import { tasks } from '../../../src/engine/tasks/index.ts';

const SPLIT = { frac_train: 0.5, split_pairs: 'ordered' } as const;

/** The answer to (a, b) in the task's data, read from tokens and targets. */
function answersOf(id: string, own: Readonly<Record<string, ParamValue>>) {
	const { tokens, targets } = tasks
		.get(id)
		.examples({ ...SPLIT, ...own }, (stream) => createRng(0, stream));
	const table = new Map(
		Array.from(targets, (target, i) => [
			`${String(tokens[3 * i])},${String(tokens[3 * i + 1])}`,
			target
		])
	);
	return (a: number, b: number) => table.get(`${String(a)},${String(b)}`);
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const pairsOf = (count: number) => range(count).flatMap((a) => range(count).map((b) => [a, b]));

describe('polynomials of Power et al. 2022', () => {
	// In exact integers, and with Horner's scheme where the code has powers.
	const formulas: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
		'sum-of-squares': (a, b) => a ** 2n + b ** 2n,
		'quadratic-form': (a, b) => (a + b) * a + b ** 2n,
		'quadratic-form-plus-a': (a, b) => (a + b + 1n) * a + b ** 2n,
		'cubic-plus-product': (a, b) => a * (a ** 2n + b),
		'cubic-plus-square-product': (a, b) => a * (a ** 2n + b ** 2n) + b
	};
	test.each(Object.entries(formulas))('%s, prime and composite p', (id, formula) => {
		for (const p of [2, 12, 13]) {
			const answer = answersOf(id, { p });
			for (const [a = 0, b = 0] of pairsOf(p)) {
				expect(answer(a, b)).toBe(Number(formula(BigInt(a), BigInt(b)) % BigInt(p)));
			}
		}
	});
});

test('a / b if b is odd, else a − b: the quotient times b is a', () => {
	const answer = answersOf('quotient-or-difference', { p: 13 });
	for (const [a = 0, b = 0] of pairsOf(13)) {
		const c = answer(a, b) ?? NaN;
		expect(b % 2 === 1 ? (c * b) % 13 : (c + b) % 13).toBe(a);
	}
	const { refuse } = tasks.get('quotient-or-difference');
	expect(refuse?.({ p: 12, ...SPLIT })).toBe('p: expected a prime, got 12');
});

test('products need no inverse: any p from 3 on, without a group if p is composite', () => {
	const { refuse, shape } = tasks.get('modular-multiplication');
	const params = { p: 12, with_zero: true, ...SPLIT };
	expect(refuse?.(params)).toBeUndefined();
	expect(refuse?.({ ...params, p: 2 })).toBe('p: expected at least 3, got 2');
	expect(tasks.get('modular-division').refuse?.(params)).toMatch(/^p: expected a prime/);
	for (const with_zero of [true, false]) {
		expect(shape({ ...params, with_zero }).structure.kind).toBe('none');
	}
	const answer = answersOf('modular-multiplication', params);
	for (const [a = 0, b = 0] of pairsOf(12)) expect(answer(a, b)).toBe((a * b) % 12);
});

describe.each([3, 4])('permutations of %i', (n_permuted) => {
	const count = n_permuted === 3 ? 6 : 24;
	const of = (id: string, composition: string) => {
		const answer = answersOf(id, { n_permuted, composition });
		return (x: number, y: number) => answer(x, y) ?? NaN;
	};
	/** The i-th permutation in lexicographic order, by the factorial number system. */
	const permutation = (i: number): readonly number[] => {
		const rest = range(n_permuted);
		let [block, code] = [count, i];
		return range(n_permuted).map((k) => {
			block /= n_permuted - k;
			const [chosen = 0] = rest.splice(Math.floor(code / block), 1);
			code %= block;
			return chosen;
		});
	};

	test.each(['right-first', 'left-first'])('form a group, %s', (composition) => {
		const product = of('permutation-composition', composition);
		const elements = range(count);
		for (const x of elements) {
			expect([product(0, x), product(x, 0)]).toEqual([x, x]);
			expect(new Set(elements.map((y) => product(x, y))).size).toBe(count);
			for (const y of elements) {
				for (const z of elements) {
					if (product(product(x, y), z) !== product(x, product(y, z))) {
						expect.fail(`not associative: ${[x, y, z].join()}`);
					}
				}
			}
		}
	});

	test('are composed as the option says', () => {
		const [right, left] = ['right-first', 'left-first'].map((composition) =>
			of('permutation-composition', composition)
		);
		for (const [x = 0, y = 0] of pairsOf(count)) {
			const [a, b] = [permutation(x), permutation(y)];
			expect(permutation(right?.(x, y) ?? 0)).toEqual(range(n_permuted).map((i) => a[b[i] ?? 0]));
			expect(permutation(left?.(x, y) ?? 0)).toEqual(range(n_permuted).map((i) => b[a[i] ?? 0]));
		}
	});

	test.each(['right-first', 'left-first'])('are conjugated, %s', (composition) => {
		const product = of('permutation-composition', composition);
		const conjugate = of('permutation-conjugation', composition);
		const aba = of('permutation-aba', composition);
		for (const [a = 0, b = 0] of pairsOf(count)) {
			// c = a b a^-1 is the only solution of c a = a b.
			expect(product(conjugate(a, b), a)).toBe(product(a, b));
			expect(aba(a, b)).toBe(product(a, product(b, a)));
		}
	});
});

test('an unordered split shows both orders of a pair or neither, in every table that has mirrors', () => {
	const small = { p: 7, with_zero: false, n_permuted: 3, composition: 'right-first' };
	const checked: string[] = [];
	for (const task of tasks.all) {
		const params = { ...small, frac_train: 0.5, split_pairs: 'unordered' };
		if (!('split_pairs' in task.params) || task.refuse?.(params) !== undefined) continue;
		const { pairs } = task.shape(params);
		if (pairs === undefined) continue;
		const { train } = task.split(params, (stream) => createRng(1, stream));
		const isTrain = new Set(train);
		checked.push(task.id);
		const side = pairs.left.count;
		for (const i of train) expect(isTrain.has((i % side) * side + Math.floor(i / side))).toBe(true);
	}
	expect(checked.length).toBeGreaterThan(10);
});

test.each(['between', 'last'])(
	'two operations: tokens, answers and groups, %s',
	(operation_token) => {
		const task = tasks.get('two-operations');
		const params = { ...SPLIT, p: 5, operations: 'subtract-multiply', operation_token };
		const streams = (stream: Parameters<typeof createRng>[1]) => createRng(1, stream);
		const { context, groups } = task.shape(params);
		const { tokens, targets } = task.examples(params, streams);
		const split = task.split(params, streams);
		const group = task.groups(params, split);
		expect(groups.map(({ id }) => id)).toEqual(['subtraction', 'multiplication']);
		const isLast = operation_token === 'last';
		targets.forEach((target, i) => {
			const of = [...tokens.subarray(i * context, (i + 1) * context)];
			const [a = 0, b = 0, sign] = isLast ? of : [of[0], of[2], of[1]];
			expect(of).toHaveLength(isLast ? 3 : 4);
			expect(target).toBe(sign === 5 ? (a - b + 5) % 5 : (a * b) % 5);
			const isTrain = split.train.includes(i);
			expect(group[i]).toBe(isTrain ? 0 : sign === 5 ? 1 : 2);
		});
		// The same share of both, and not the same pairs.
		const [first, second] = [0, 25].map((from) =>
			[...split.train].filter((i) => i >= from && i < from + 25).map((i) => i - from)
		);
		expect(first).toHaveLength(second?.length ?? 0);
		expect(first).not.toEqual(second);
	}
);

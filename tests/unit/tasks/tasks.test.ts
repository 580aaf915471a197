import { describe, expect, test } from 'vitest';
import type { ParamValue } from '../../../src/engine/core/param-schema.ts';
import { createRng } from '../../../src/engine/core/rng.ts';
import type { TaskShape, TaskSpec } from '../../../src/engine/tasks/define.ts';
import { tasks } from '../../../src/engine/tasks/index.ts';
import { modulusParam } from '../../../src/engine/tasks/shared-params.ts';

const mod = (x: number, p: number) => ((x % p) + p) % p;
const streams = (seed: number) => (stream: Parameters<typeof createRng>[1]) =>
	createRng(seed, stream);

/** The task with its defaults, but for what makes it small. */
function small(task: TaskSpec, values: Readonly<Record<string, ParamValue>> = {}) {
	const defaults = Object.entries(task.params).map(
		([key, { default: value }]): readonly [string, ParamValue] => [key, value]
	);
	const params = {
		...Object.fromEntries<ParamValue>(defaults),
		...('p' in task.params ? { p: 11 } : {}),
		...values
	};
	const shape = task.shape(params);
	return { params, shape, examples: task.examples(params, streams(3)) };
}

const operandsOf = ({ pairs }: TaskShape, i: number): readonly [number, number] => {
	if (pairs === undefined) throw new Error('no pairs');
	const { left, right } = pairs;
	return [left.first + Math.floor(i / right.count), right.first + (i % right.count)];
};

describe.each(tasks.all)('$id', (task) => {
	test('has as many tokens and targets as its shape says, each in its range', () => {
		const { shape, examples } = small(task);
		expect(examples.tokens).toHaveLength(shape.examples * shape.context);
		expect(examples.targets).toHaveLength(shape.examples * shape.positions.length);
		expect(Math.max(...examples.tokens)).toBeLessThan(shape.vocabulary);
		expect(Math.max(...examples.targets)).toBeLessThan(shape.classes);
		expect(Math.max(...shape.positions)).toBeLessThan(shape.context);
	});

	test('splits its examples into train and test, with every test example in one group', () => {
		const { params, shape } = small(task);
		const split = task.split(params, streams(5));
		expect(split.train).toHaveLength(shape.trainExamples);
		const all = Uint32Array.from({ length: shape.examples }, (_, i) => i);
		expect(Uint32Array.from([...split.train, ...split.test]).toSorted()).toEqual(all);
		const groups = task.groups(params, split);
		for (const i of split.train) expect(groups[i]).toBe(0);
		for (const i of split.test) expect(groups[i]).toBeGreaterThan(0);
		expect(Math.max(...groups)).toBeLessThanOrEqual(shape.groups.length);
	});

	test('solves one example for a reader, with the answer of its data', () => {
		const { params, shape, examples } = small(task);
		const [question = '', answer] = task.example?.(params).split(/ [=→] /) ?? [];
		const words = question.split(' ');
		// The operands of a pair in the order in which they first occur, before "mod p" or "in S_n".
		const [formula = ''] = question.split(/ mod | in /);
		const numbers = [...new Set(formula.match(/\d+/g))].map(Number);
		const isAsked = (tokens: Uint32Array) =>
			shape.structure.kind === 'parity'
				? words.filter((word) => word !== '…').every((word, k) => Number(word) === tokens[k])
				: // Without the token of the second operation; the example is of the first.
					[...tokens].filter((token) => token < shape.classes).join() === numbers.join() &&
					!(shape.operands === 3 && tokens.includes(shape.classes + 1));
		const asked = Array.from(examples.targets, (target, i) => ({
			target,
			tokens: examples.tokens.subarray(i * shape.context, (i + 1) * shape.context)
		})).filter(({ tokens }) => isAsked(tokens));
		expect(asked.length).toBeGreaterThan(0);
		for (const { target } of asked) expect(String(target)).toBe(answer);
	});

	test('gives a seed the same examples every time', () => {
		const { params, shape, examples } = small(task);
		expect(task.examples(params, streams(3))).toEqual(examples);
		const others = task.examples(params, streams(4));
		if (shape.isExhaustive) expect(others).toEqual(examples);
		else expect(others).not.toEqual(examples);
	});

	test('answers what its structure says', () => {
		const { shape, examples } = small(task);
		const { structure } = shape;
		const { tokens, targets } = examples;
		targets.forEach((target, i) => {
			const of = Array.from(tokens.subarray(i * shape.context, (i + 1) * shape.context));
			const [a = NaN, b = NaN] = of;
			if (structure.kind === 'cyclic') {
				const { coefficients, order, elements } = structure;
				const element = (token: number) =>
					elements === undefined ? token : elements.indexOf(token);
				const sum = mod(coefficients[0] * element(a) + coefficients[1] * element(b), order);
				expect(element(target)).toBe(sum);
			} else if (structure.kind === 'group') {
				expect(target).toBe(structure.product(a, b));
			} else if (structure.kind === 'parity') {
				expect(target).toBe(structure.relevant.reduce((odd, bit) => odd ^ (of[bit] ?? 0), 0));
			}
		});
	});

	test('says rightly whether (a, b) and (b, a) have one answer', () => {
		const { shape, examples } = small(task);
		if (shape.pairs === undefined) return;
		const answers = new Map(
			Array.from(examples.targets, (target, i) => [operandsOf(shape, i).join(), target] as const)
		);
		const isSymmetric = [...answers].every(([pair, target]) => {
			const mirror = pair.split(',').reverse().join();
			return (answers.get(mirror) ?? target) === target;
		});
		expect(shape.pairs.isCommutative).toBe(isSymmetric);
		examples.targets.forEach((_, i) => {
			const pair = Array.from(examples.tokens.subarray(3 * i, 3 * i + 2));
			expect(pair).toEqual(operandsOf(shape, i));
		});
	});
});

test('addition and subtraction by hand', () => {
	const answer = (id: string, a: number, b: number) => {
		const { examples } = small(tasks.get(id), { p: 113 });
		return examples.targets[a * 113 + b];
	};
	expect(answer('modular-addition', 100, 20)).toBe(7);
	expect(answer('modular-subtraction', 3, 20)).toBe(96);
	expect(answer('modular-subtraction', 20, 20)).toBe(0);
});

test('a modulus that is no prime is noted with its factors', () => {
	expect(modulusParam.note?.(111)).toMatch(/^111 = 3 · 37, not prime/);
	expect(modulusParam.note?.(100)).toMatch(/^100 = 2 · 2 · 5 · 5, not prime/);
	expect(modulusParam.note?.(113)).toBeUndefined();
	expect(modulusParam.note?.(2)).toBeUndefined();
});

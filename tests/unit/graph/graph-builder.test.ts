import { describe, expect, test } from 'vitest';
import { f32 } from '../../../src/engine/core/tensor.ts';
import { GraphBuilder, rootOf } from '../../../src/engine/graph/graph-builder.ts';
import { add } from '../../../src/engine/ops/elementwise/add.ts';
import { adamwUpdate } from '../../../src/engine/ops/updates/adamw-update.ts';
import { appendRows } from '../../../src/engine/ops/measures/append-rows.ts';
import { copy } from '../../../src/engine/ops/elementwise/copy.ts';
import type { Tensor } from '../../../src/engine/ops/define.ts';
import { matmul } from '../../../src/engine/ops/matmul/matmul.ts';
import { sgdUpdate } from '../../../src/engine/ops/updates/sgd-update.ts';

function graphWithParameters() {
	const graph = new GraphBuilder();
	const x = graph.declareParameter('x', [2, 3]);
	const y = graph.declareParameter('y', [3, 2]);
	graph.beginSegment('step');
	return { graph, x, y };
}

describe('building a graph', () => {
	test('infers shapes, and gives one tensor for the same op on the same inputs', () => {
		const { graph, x, y } = graphWithParameters();
		const product = graph.one(matmul, [x, y], {});
		expect(product.shape).toEqual([2, 2]);
		expect(graph.one(matmul, [x, y], {})).toBe(product);
		expect(graph.one(matmul, [x, y], { alpha: 2 })).not.toBe(product);
		expect(graph.nodes).toHaveLength(2);
	});

	test('repeats ops that change something, and ops of another segment', () => {
		const { graph, x, y } = graphWithParameters();
		const ring = graph.state('ring', f32(2, 6));
		const clock = graph.state('clock', { shape: [1], dtype: 'u32' });
		const row = graph.reshape(x, [6]);
		graph.apply(appendRows, [ring, clock, row], { count: 1, at: 0 });
		graph.apply(appendRows, [ring, clock, row], { count: 1, at: 0 });
		expect(graph.nodes).toHaveLength(2);
		const product = graph.one(matmul, [x, y], {});
		graph.beginSegment('other');
		expect(graph.one(matmul, [x, y], {})).not.toBe(product);
	});

	test('repeats a pure op whose input has changed in place since, and only such', () => {
		const graph = new GraphBuilder();
		graph.declareParameter('x', [2, 3]);
		const flat = graph.state('parameters', f32(64));
		const state = (name: string) => graph.state(name, f32(64));
		const [m, v, g, other] = [state('m'), state('v'), state('g'), state('other')];
		const schedule = graph.state('schedule', f32(1, 8));
		const clock = graph.state('clock', { shape: [1], dtype: 'u32' });
		graph.beginSegment('step');
		const sum = (of: Tensor) => graph.one(add, [of, of], {});
		const part = graph.slice(m, 'part', 0, [64]);
		const x = graph.parameter('x');
		const before = [x, flat, m, part, other].map(sum);
		graph.apply(adamwUpdate, [flat, m, v, g, schedule, clock], {});
		const after = [x, flat, m, part, other].map(sum);
		// The parameter lies in the flat buffer, and the part in the first moment.
		const isReused = after.map((tensor, i) => tensor === before[i]);
		expect(isReused).toEqual([false, false, false, false, true]);
		expect(graph.nodes.slice(-4).map(({ op }) => op.id)).toEqual(['add', 'add', 'add', 'add']);
	});

	test('repeats a pure op that read memory which is written since, and one whose own output was changed', () => {
		const graph = new GraphBuilder();
		const [a, b] = [graph.state('a', f32(64)), graph.state('b', f32(64))];
		const schedule = graph.state('schedule', f32(1, 6));
		const clock = graph.state('clock', { shape: [1], dtype: 'u32' });
		graph.beginSegment('step');
		const read = graph.one(add, [b, b], {});
		graph.apply(copy, [a], {}, { into: [b] });
		expect(graph.one(add, [b, b], {})).not.toBe(read);
		const copied = graph.one(copy, [a], {});
		graph.apply(sgdUpdate, [copied, b, a, schedule, clock], {});
		expect(graph.one(copy, [a], {})).not.toBe(copied);
	});

	test('a part of a part lies where both offsets say', () => {
		const graph = new GraphBuilder();
		const whole = graph.state('whole', f32(256));
		const part = graph.slice(whole, 'part', 64, [192]);
		const inner = graph.slice(part, 'inner', 64, [2, 32]);
		expect(graph.slices.get(inner)).toEqual({ of: whole, offset: 128 });
	});

	test('reshapes are the same memory under another shape', () => {
		const { graph, x } = graphWithParameters();
		const flat = graph.reshape(x, [6]);
		expect(rootOf(graph.reshape(flat, [3, 2]))).toBe(x);
		expect(graph.reshape(x, [6])).toBe(flat);
	});

	test('parameters lie one after the other at multiples of 64', () => {
		const { graph } = graphWithParameters();
		graph.declareParameter('z', [65]);
		expect(graph.slots.map(({ name, offset }) => [name, offset])).toEqual([
			['x', 0],
			['y', 64],
			['z', 128]
		]);
		expect(graph.parameterElements).toBe(256);
	});
});

describe('mistakes are named', () => {
	test('a reshape to another count', () => {
		const { graph, x } = graphWithParameters();
		expect(() => graph.reshape(x, [7])).toThrow(
			'reshape "x": [2, 3] has a different number of elements than [7]'
		);
	});

	test('a name declared twice, a parameter never declared, an index that is none', () => {
		const { graph, x } = graphWithParameters();
		expect(() => graph.state('x', f32(1))).toThrow('tensor "x" is declared twice');
		expect(() => graph.parameter('w')).toThrow('parameter "w" was not declared');
		expect(() => graph.indexListOf(x)).toThrow('"x" is not an index list');
	});

	test('a part that begins where no binding may, that is too long, or that is of an activation', () => {
		const { graph, x } = graphWithParameters();
		const whole = graph.state('whole', f32(128));
		expect(() => graph.slice(whole, 'part', 32, [64])).toThrow(
			'slice "part": expected a part of the 128 elements of "whole" from a multiple of 64, got 32 to 96'
		);
		expect(() => graph.slice(whole, 'part', 64, [65])).toThrow('got 64 to 129');
		const sum = graph.one(add, [x, x], {});
		expect(() => graph.slice(sum, 'part', 0, [2])).toThrow(
			'slice "part": expected state or data, got activation'
		);
	});

	test('an input that is missing', () => {
		const { graph } = graphWithParameters();
		expect(() => graph.one(add, [], {})).toThrow('op "add": input 0 is missing');
	});
});

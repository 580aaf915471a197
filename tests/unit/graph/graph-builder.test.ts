import { describe, expect, test } from 'vitest';
import { f32 } from '../../../src/engine/core/tensor.ts';
import { GraphBuilder, rootOf } from '../../../src/engine/graph/graph-builder.ts';
import { add } from '../../../src/engine/ops/add.ts';
import { appendRows } from '../../../src/engine/ops/append-rows.ts';
import { matmul } from '../../../src/engine/ops/matmul.ts';

function graphWithParameters() {
	const graph = new GraphBuilder();
	const x = graph.declareParameter('x', [2, 3]);
	const y = graph.declareParameter('y', [3, 2]);
	graph.beginSegment('step');
	return { graph, x, y };
}

describe('recording', () => {
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
			'reshape "x": [2, 3] has not as many elements as [7]'
		);
	});

	test('a name declared twice, a parameter never declared, an index that is none', () => {
		const { graph, x } = graphWithParameters();
		expect(() => graph.state('x', f32(1))).toThrow('tensor "x" is declared twice');
		expect(() => graph.parameter('w')).toThrow('parameter "w" was not declared');
		expect(() => graph.indexListOf(x)).toThrow('"x" is not an index list');
	});

	test('an input that is missing', () => {
		const { graph } = graphWithParameters();
		expect(() => graph.one(add, [], {})).toThrow('op "add": input 0 is missing');
	});
});

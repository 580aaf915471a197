import { expect, test } from 'vitest';
import { ReferenceSession } from '../../../src/engine/backend/reference/reference-session.ts';
import { f32 } from '../../../src/engine/core/tensor.ts';
import { compilePlan } from '../../../src/engine/graph/compile-plan.ts';
import { differentiate } from '../../../src/engine/graph/differentiate.ts';
import { GraphBuilder } from '../../../src/engine/graph/graph-builder.ts';
import { assignGradientSlots } from '../../../src/engine/graph/assign-gradient-slots.ts';
import { add } from '../../../src/engine/ops/elementwise/add.ts';
import { columnSum } from '../../../src/engine/ops/rows/column-sum.ts';
import type {
	Attributes,
	OpSpec,
	Graph,
	Tensor,
	VjpContext
} from '../../../src/engine/ops/define.ts';
import { linear } from '../../../src/engine/ops/matmul/linear.ts';
import { matmul } from '../../../src/engine/ops/matmul/matmul.ts';
import { meanSquaredError } from '../../../src/engine/ops/losses/mean-squared-error.ts';
import { multiply } from '../../../src/engine/ops/elementwise/multiply.ts';
import { queryScores } from '../../../src/engine/ops/folded/query-scores.ts';
import { square } from '../../../src/engine/ops/elementwise/square.ts';
import { planData } from '../../../src/engine/trainer/build/build-run.ts';

/**
 * Gradients of the mean squared error of [1, 2] outputs against target 0, by parameter [rows, 2],
 * through the flat buffer. With y = (1 + e0, e1) the output's cotangent is (e0, e1). Ids of the ops
 * added go to `nodes`.
 */
async function gradients(
	parameters: Readonly<Record<string, readonly number[]>>,
	build: (graph: Graph, parameter: (name: string) => Tensor) => Tensor,
	nodes: string[] = []
): Promise<Record<string, number[]>> {
	const graph = new GraphBuilder();
	for (const [name, values] of Object.entries(parameters)) {
		graph.declareParameter(name, [values.length / 2, 2]);
	}
	const flat = graph.state('gradients', f32(graph.parameterElements));
	const targets = graph.data('targets', { shape: [1], dtype: 'u32' }, true, () =>
		Uint32Array.of(0)
	);
	graph.beginSegment('step');
	const y = build(graph, (name) => graph.parameter(name));
	const [loss] = graph.apply(meanSquaredError, [y, targets], {});
	if (loss === undefined) throw new Error('no loss');
	const all = graph.slots.map(({ name }) => graph.parameter(name));
	const settled = assignGradientSlots(graph, flat, differentiate(graph, loss, all));
	nodes.push(...graph.nodes.map(({ op }) => op.id));
	const plan = compilePlan(graph, { replicas: 1, gradients: settled });
	const session = new ReferenceSession(plan);
	for (const [name, data] of planData(plan)) session.write(name, data);
	for (const [name, values] of Object.entries(parameters))
		session.write(name, Float64Array.from(values));
	session.run('step', 1);
	const [read = new Float64Array(0)] = await session.read([{ name: 'gradients' }]);
	return Object.fromEntries(
		graph.slots.map(({ name, offset, shape }) => [
			name,
			[...read.subarray(offset, offset + 2 * (shape[0] ?? 1))]
		])
	);
}

test('a tensor used twice gets the sum of both uses', async () => {
	// y = a a + a with a = (1, 2): y = (2, 6), cotangent (1, 6), slope 2 a + 1.
	const found = await gradients({ a: [1, 2] }, (graph, parameter) =>
		graph.one(add, [graph.one(square, [parameter('a')], {}), parameter('a')], {})
	);
	expect(found).toEqual({ a: [3, 30] });
});

test('the same tensor as both inputs of an op counts twice', async () => {
	// y = a * a, a = (2, 1): cotangent (3, 1), slope 2 a.
	const found = await gradients({ a: [2, 1] }, (graph, parameter) =>
		graph.one(multiply, [parameter('a'), parameter('a')], { alpha: 1 })
	);
	expect(found).toEqual({ a: [12, 2] });
});

// y = a W + a a with W = [[1, 2], [3, 4]], a = (1, 1): y = (5, 7), cotangent (4, 7); da = cotangent
// W^T + 2 cotangent a.
test.each([
	['before', ['product', 'square']],
	['after', ['square', 'product']]
])(
	'a product built %s another use of its operand adds what that use contributes',
	async (_, uses) => {
		const nodes: string[] = [];
		const found = await gradients(
			{ a: [1, 1], w: [1, 2, 3, 4] },
			(graph, parameter) => {
				const [first, second] = uses.map((use) =>
					use === 'square'
						? graph.one(square, [parameter('a')], {})
						: graph.one(matmul, [parameter('a'), parameter('w')], {})
				);
				if (first === undefined || second === undefined) throw new Error('two uses');
				return graph.one(add, [first, second], {});
			},
			nodes
		);
		expect(found).toEqual({ a: [4 + 14 + 8, 12 + 28 + 14], w: [4, 7, 4, 7] });
		expect(nodes.filter((id) => id === 'add')).toHaveLength(1);
		expect(nodes).toContain('matmul-gradients');
	}
);

test('a product that the other use of its operand depends on is differentiated after it', async () => {
	const found = await gradients({ a: [1, 1], w: [1, 2, 3, 4] }, (graph, parameter) => {
		const product = graph.one(matmul, [parameter('a'), parameter('w')], {});
		return graph.one(multiply, [parameter('a'), product], { alpha: 1 });
	});
	// y = a (a W) = (4, 6), cotangent (3, 6); through the product (3, 6) W^T = (15, 33), through
	// the other factor (12, 36).
	expect(found).toEqual({ a: [27, 69], w: [3, 6, 3, 6] });
});

test.each([
	['expected gradients 1, one for each input, got 0', () => []],
	['"takes" does not name', (context: VjpContext<Attributes>) => [context.take(0)]]
])('an op whose vjp is wrong is refused: %s', async (message, vjp) => {
	const { withoutGradient: _, ...frame } = square;
	const op: OpSpec = { ...frame, vjp };
	const found = gradients({ a: [1, 2] }, (graph, parameter) => graph.one(op, [parameter('a')], {}));
	await expect(found).rejects.toThrow(message);
});

test.each([
	// y = relu(a + b) W: the product's gradient is masked in its own dispatch, unless the
	// activation has another use.
	['once', ['matmul-masked']],
	['twice', ['relu-backward', 'matmul']]
])('a gradient through a ReLU used %s', async (uses, expected) => {
	const nodes: string[] = [];
	const found = await gradients(
		{ a: [2, -3], b: [1, 1], i: [1, 0, 0, 1], w: [1, 2, 3, 4] },
		(graph, parameter) => {
			const bias = graph.reshape(parameter('b'), [2]);
			const hidden = graph.one(linear, [parameter('a'), parameter('i'), bias], {
				activation: 'relu'
			});
			const y = graph.one(linear, [hidden, parameter('w'), bias], { activation: 'none' });
			return uses === 'once' ? y : graph.one(add, [y, hidden], {});
		},
		nodes
	);
	// hidden = (3, 0); y = (3, 6) + b = (4, 7), and (7, 7) with hidden: cotangents (3, 7) and (6,
	// 7).
	expect(found['a']).toEqual(uses === 'once' ? [3 + 2 * 7, 0] : [6 + 2 * 7 + 6, 0]);
	expect(nodes).toEqual(expect.arrayContaining(expected));
});

test('two parameters with one gradient each get their own copy', async () => {
	// y = a + b: both gradients are the cotangent of the sum, one tensor for two slots.
	const found = await gradients({ a: [2, 1], b: [1, 1] }, (graph, parameter) =>
		graph.one(add, [parameter('a'), parameter('b')], {})
	);
	expect(found).toEqual({ a: [2, 2], b: [2, 2] });
});

test('the gradient passes through reshapes', async () => {
	const found = await gradients({ a: [2, 1] }, (graph, parameter) => {
		const column = graph.reshape(parameter('a'), [2, 1]);
		return graph.reshape(graph.one(square, [column], {}), [1, 2]);
	});
	expect(found).toEqual({ a: [12, 2] });
});

test('a parameter that the loss does not depend on keeps a gradient of zero', async () => {
	const found = await gradients({ a: [2, 1], idle: [5, 5] }, (graph, parameter) =>
		graph.one(square, [parameter('a')], {})
	);
	expect(found).toEqual({ a: [12, 2], idle: [0, 0] });
});

test('an op without a gradient on the way is named', async () => {
	const build = (graph: Graph, parameter: (name: string) => Tensor) =>
		graph.reshape(graph.one(columnSum, [parameter('a')], {}), [1, 2]);
	await expect(gradients({ a: [1, 2] }, build)).rejects.toThrow(
		'op "column-sum" is not differentiable'
	);
});

test('an output that is kept for the gradient alone is not differentiated through', async () => {
	const weights = { table: [1, 2, 3, 4, 5, 6, 7, 8], q: [1, 2], k: [3, 4] };
	const build = (graph: Graph, parameter: (name: string) => Tensor) => {
		const inputs = [graph.reshape(parameter('table'), [4, 2])];
		for (const name of ['q', 'k']) inputs.push(graph.reshape(parameter(name), [1, 2, 1]));
		const vectors = graph.apply(queryScores, inputs, {})[1] ?? expect.fail('no vectors');
		return graph.one(matmul, [vectors, parameter('table3')], {});
	};
	await expect(gradients({ ...weights, table3: [1, 2, 3, 4, 5, 6] }, build)).rejects.toThrow(
		'op "query-scores": output 1 is for its gradient alone'
	);
});

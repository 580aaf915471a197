import { expect, test } from 'vitest';
import { ReferenceSession } from '../../../src/engine/backend/reference/reference-session.ts';
import { f32 } from '../../../src/engine/core/tensor.ts';
import { compilePlan } from '../../../src/engine/graph/compile-plan.ts';
import { differentiate } from '../../../src/engine/graph/differentiate.ts';
import { GraphBuilder } from '../../../src/engine/graph/graph-builder.ts';
import { settleGradients } from '../../../src/engine/graph/settle-gradients.ts';
import { add } from '../../../src/engine/ops/add.ts';
import { columnSum } from '../../../src/engine/ops/column-sum.ts';
import type { Recorder, Tensor } from '../../../src/engine/ops/define.ts';
import { meanSquaredError } from '../../../src/engine/ops/mean-squared-error.ts';
import { multiply } from '../../../src/engine/ops/multiply.ts';
import { square } from '../../../src/engine/ops/square.ts';
import { planData } from '../../../src/engine/trainer/build-run.ts';

/**
 * Gradients of the mean squared error of [1, 2] outputs against target 0, by parameter, through the flat buffer.
 * With y = (1 + e0, e1) the output's cotangent is (e0, e1).
 */
async function gradients(
	parameters: Readonly<Record<string, readonly number[]>>,
	build: (recorder: Recorder, parameter: (name: string) => Tensor) => Tensor
): Promise<Record<string, number[]>> {
	const graph = new GraphBuilder();
	for (const name of Object.keys(parameters)) graph.declareParameter(name, [1, 2]);
	const flat = graph.state('gradients', f32(graph.parameterElements));
	const targets = graph.data('targets', { shape: [1], dtype: 'u32' }, true, () =>
		Uint32Array.of(0)
	);
	graph.beginSegment('step');
	const y = build(graph, (name) => graph.parameter(name));
	const [loss] = graph.apply(meanSquaredError, [y, targets], {});
	if (loss === undefined) throw new Error('no loss');
	const all = graph.slots.map(({ name }) => graph.parameter(name));
	const settled = settleGradients(graph, flat, differentiate(graph, loss, all));
	const plan = compilePlan(graph, { replicas: 1, gradients: settled });
	const session = new ReferenceSession(plan);
	for (const [name, data] of planData(plan)) session.write(name, data);
	for (const [name, values] of Object.entries(parameters))
		session.write(name, Float64Array.from(values));
	session.run('step', 1);
	const [read = new Float64Array(0)] = await session.read([{ name: 'gradients' }]);
	return Object.fromEntries(
		graph.slots.map(({ name, offset }) => [name, [...read.subarray(offset, offset + 2)]])
	);
}

test('a tensor used twice gets the sum of both uses', async () => {
	// y = a a + a with a = (1, 2): y = (2, 6), cotangent (1, 6), slope 2 a + 1.
	const found = await gradients({ a: [1, 2] }, (recorder, parameter) =>
		recorder.one(add, [recorder.one(square, [parameter('a')], {}), parameter('a')], {})
	);
	expect(found).toEqual({ a: [3, 30] });
});

test('the same tensor as both inputs of an op counts twice', async () => {
	// y = a * a, a = (2, 1): cotangent (3, 1), slope 2 a.
	const found = await gradients({ a: [2, 1] }, (recorder, parameter) =>
		recorder.one(multiply, [parameter('a'), parameter('a')], { alpha: 1 })
	);
	expect(found).toEqual({ a: [12, 2] });
});

test('two parameters with one gradient each get their own copy', async () => {
	// y = a + b: both gradients are the cotangent of the sum, one tensor for two slots.
	const found = await gradients({ a: [2, 1], b: [1, 1] }, (recorder, parameter) =>
		recorder.one(add, [parameter('a'), parameter('b')], {})
	);
	expect(found).toEqual({ a: [2, 2], b: [2, 2] });
});

test('the gradient passes through reshapes', async () => {
	const found = await gradients({ a: [2, 1] }, (recorder, parameter) => {
		const column = recorder.reshape(parameter('a'), [2, 1]);
		return recorder.reshape(recorder.one(square, [column], {}), [1, 2]);
	});
	expect(found).toEqual({ a: [12, 2] });
});

test('a parameter that the loss does not depend on keeps a gradient of zero', async () => {
	const found = await gradients({ a: [2, 1], idle: [5, 5] }, (recorder, parameter) =>
		recorder.one(square, [parameter('a')], {})
	);
	expect(found).toEqual({ a: [12, 2], idle: [0, 0] });
});

test('an op without a gradient on the way is named', async () => {
	const build = (recorder: Recorder, parameter: (name: string) => Tensor) =>
		recorder.reshape(recorder.one(columnSum, [parameter('a')], {}), [1, 2]);
	await expect(gradients({ a: [1, 2] }, build)).rejects.toThrow(
		'op "column-sum" is not differentiable'
	);
});

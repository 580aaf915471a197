import { ReferenceSession } from '../../../src/engine/backend/reference/reference-session.ts';
import { createRng } from '../../../src/engine/core/rng.ts';
import { compilePlan } from '../../../src/engine/graph/compile-plan.ts';
import { differentiate } from '../../../src/engine/graph/differentiate.ts';
import { GraphBuilder } from '../../../src/engine/graph/graph-builder.ts';
import { defineOp, type OpSpec, type Tensor } from '../../../src/engine/ops/define.ts';
import type { OpCase } from '../../../src/engine/ops/op-case.ts';
import { planData } from '../../../src/engine/trainer/build/build-run.ts';
import { drawInputs, type CaseInputs } from './op-case.ts';

/**
 * loss [1] = sum of weights y over pairs (y, weights): a root of differentiation over any op's
 * outputs. Reference only.
 */
const weightedSum = defineOp<{ readonly pairs: number }>({
	id: 'weighted-sum',
	gradientOutput: 1,
	infer: (input, { pairs }) => [
		{ shape: [1], dtype: 'f32' },
		...Array.from({ length: pairs }, (_, i) => ({ shape: input(2 * i), dtype: 'f32' as const }))
	],
	reference({ input, output, attributes: { pairs } }) {
		let sum = 0;
		for (let pair = 0; pair < pairs; pair++) {
			const [y, weights] = [input(2 * pair), input(2 * pair + 1)];
			for (let i = 0; i < y.length; i++) sum += (y[i] ?? 0) * (weights[i] ?? 0);
			output(1 + pair).set(weights);
		}
		output(0)[0] = sum;
	},
	vjp: ({ output, attributes: { pairs } }) =>
		Array.from({ length: 2 * pairs }, (_, i) => (i % 2 === 0 ? output(1 + i / 2) : undefined)),
	kernel: () => {
		throw new Error('weighted-sum has no kernel');
	},
	cases: [],
	anyCase: () => ({ inputs: [], attributes: { pairs: 0 } }),
	float32: () => NaN,
	flop: () => 0
});

interface Scalar {
	readonly session: ReferenceSession;
	readonly parameters: readonly string[];
	/** Parameters that have a gradient; the derivative by the others is zero. */
	readonly differentiable: ReadonlySet<string>;
	readonly loss: string;
}

/** A plan of one op under a scalar loss, with every float input a parameter. */
function scalarOf(op: OpSpec, opCase: OpCase, inputs: CaseInputs): Scalar {
	const graph = new GraphBuilder();
	const tensors = opCase.inputs.map((spec, i): Tensor => {
		const name = `in${String(i)}`;
		if (spec.dtype === 'f32') return graph.declareParameter(name, spec.shape);
		const values = Uint32Array.from(inputs[i] ?? []);
		// Where an op picks rows, its gradient is a sum per row, over the list's grouping.
		const rows = opCase.bounds?.[i];
		if (rows === undefined) return graph.data(name, spec, true, () => values);
		return graph.indexList(name, values.length, rows, true, () => values).index;
	});
	graph.beginSegment('step');
	const outputs = graph.apply(op, tensors, opCase.attributes, {});
	const [first] = outputs;
	if (first === undefined) throw new Error(`${op.id}: no output`);
	let loss = first;
	if (op.gradientOutput === undefined) {
		const values = outputs.filter((_, i) => op.auxiliary?.includes(i) !== true);
		const pairs = values.flatMap(({ shape }, i) => {
			const spec = { shape, dtype: 'f32' } as const;
			const [weights] = drawInputs({ name: 'weights', inputs: [spec], attributes: {} }, 7 + i);
			const fill = () => weights ?? new Float64Array(0);
			return [values[i] ?? first, graph.data(`weights${i}`, spec, true, fill)];
		});
		const names = ['loss', ...values.map((_, i) => `gradient${i}`)];
		loss = graph.apply(weightedSum, pairs, { pairs: values.length }, { names })[0] ?? first;
	}
	const parameters = graph.slots.map(({ name }) => name);
	const gradients = differentiate(
		graph,
		loss,
		parameters.map((name) => graph.parameter(name))
	);
	const named = [...gradients].map(([parameter, gradient]) => {
		const flat = { shape: gradient.shape, dtype: 'f32' } as const;
		const place = graph.state(`grad ${parameter.name}`, flat);
		graph.apply(keepCopy, [gradient], {}, { into: [place] });
		return place;
	});
	const plan = compilePlan(graph, { replicas: 1, keep: [loss, ...named] });
	const session = new ReferenceSession(plan);
	for (const [name, data] of planData(plan)) session.write(name, data);
	const differentiable = new Set([...gradients.keys()].map(({ name }) => name));
	return { session, parameters, differentiable, loss: loss.name };
}

/** A copy, written where a test can read it. */
const keepCopy = defineOp<Record<string, never>>({
	id: 'keep-copy',
	withoutGradient: 'Nothing is differentiated after it.',
	infer: (input) => [{ shape: input(0), dtype: 'f32' }],
	reference: ({ input, output }) => {
		output(0).set(input(0));
	},
	kernel: () => {
		throw new Error('keep-copy has no kernel');
	},
	cases: [],
	anyCase: () => ({ inputs: [], attributes: {} }),
	float32: () => NaN,
	flop: () => 0
});

/**
 * Central difference and the gradient's slope along one direction, and the scale that their error
 * is relative to.
 */
export interface Slopes {
	readonly input: string;
	readonly measured: number;
	readonly claimed: number;
	readonly scale: number;
}

const STEP = 1e-5;

/** Slopes of the mean loss along a random direction of each float input in turn. */
export async function slopesOf(
	op: OpSpec,
	opCase: OpCase,
	seed: number
): Promise<readonly Slopes[]> {
	const inputs = drawInputs(opCase, seed);
	const { session, parameters, differentiable, loss } = scalarOf(op, opCase, inputs);
	const at = (name: string) => inputs[Number(name.slice(2))] ?? new Float64Array(0);
	const evaluate = async () => {
		session.run('step', 1);
		const [rows = new Float64Array(0)] = await session.read([{ name: loss }]);
		return [...rows].reduce((sum, value) => sum + value, 0) / rows.length;
	};
	for (const name of parameters) session.write(name, at(name));
	const center = await evaluate();
	const slopes: Slopes[] = [];
	for (const name of parameters) {
		const point = at(name);
		const direction = directionOf(point.length, seed);
		const moved = (sign: number) =>
			point.map((value, i) => value + sign * STEP * (direction[i] ?? 0));
		const request = differentiable.has(name) ? [{ name: `grad ${name}` }] : [];
		const [gradient = new Float64Array(point.length)] = await session.read(request);
		session.write(name, moved(1));
		const above = await evaluate();
		session.write(name, moved(-1));
		const below = await evaluate();
		session.write(name, point);
		await evaluate();
		const terms = direction.map((value, i) => value * (gradient[i] ?? 0));
		slopes.push({
			input: name,
			measured: (above - below) / (2 * STEP),
			claimed: terms.reduce((sum, value) => sum + value, 0),
			// Differences of the loss lose digits of the loss itself: 1e-16 / STEP, far below 1e-3
			// of the tolerance.
			scale: 1e-3 * Math.abs(center) + terms.reduce((sum, value) => sum + Math.abs(value), 0)
		});
	}
	return slopes;
}

/** A direction with entries in (-1, 1). */
export function directionOf(length: number, seed: number): Float64Array {
	const rng = createRng(seed + 1, 'probe');
	return Float64Array.from({ length }, () => 2 * rng.nextUniform() - 1);
}

import { axis, elementCount, type Shape } from '../../src/engine/core/tensor.ts';
import type { PlanNode } from '../../src/engine/graph/plan.ts';
import type { BenchCase } from './bench-case.ts';
import { FOLDED_FLOP } from './folded-flops.ts';

/** What one node of a plan must compute and move at least, per replica. */
export interface Work {
	/** Floating-point operations: a multiply-add is two, any other function of a number is one. */
	readonly flop: number;
	/** Every input read once and every output written once. */
	readonly bytes: number;
}

/** Shapes and attributes of a node, in short. */
export interface Facts {
	readonly input: (i: number) => Shape;
	readonly output: (i: number) => Shape;
	readonly attributes: PlanNode['attributes'];
}

const inputSize = ({ input }: Facts, i: number) => elementCount(input(i));
const outputSize = ({ output }: Facts, i: number) => elementCount(output(i));

/** 2 m n k, over the batch; a split of k changes nothing. */
function product({ input, output, attributes }: Facts): number {
	const isTransposed = attributes['transposeA'] === true;
	const k = axis(input(0), isTransposed ? -2 : -1);
	const splits = Number(attributes['splits'] ?? 0);
	return (2 * k * elementCount(output(0))) / Math.max(1, splits);
}

/** Elementwise work per element of an input or output. */
const perInput = (flop: number) => (facts: Facts) => flop * inputSize(facts, 0);
const perOutput = (flop: number) => (facts: Facts) => flop * outputSize(facts, 0);

/** A multiply-add for every (row, head, position) and column of the values. */
const weightedSum = (pattern: Shape, columnsPerHead: number) =>
	2 * elementCount(pattern) * columnsPerHead;

/** By op id. Counted from the formulas in the ops' own comments, not from their kernels. */
const FLOP: Readonly<Record<string, (facts: Facts) => number>> = {
	...FOLDED_FLOP,
	matmul: product,
	'matmul-add': (facts) => product(facts) + outputSize(facts, 0),
	linear: (facts) =>
		product(facts) + outputSize(facts, 0) * (facts.attributes['activation'] === 'relu' ? 2 : 1),
	add: perOutput(1),
	multiply: perOutput(1),
	square: perOutput(1),
	copy: perOutput(0),
	'relu-backward': perOutput(1),
	'append-rows': () => 0,
	'gather-rows': () => 0,
	'gather-add': perOutput(1),
	'segment-sum': perInput(1),
	'column-sum': perInput(1),
	'square-sum': perInput(2),
	'tensor-square-sum': ({ input, attributes }) =>
		Array.from(
			{ length: Number(attributes['count']) },
			(_, i) => 3 * elementCount(input(i))
		).reduce((sum, flop) => sum + flop, 0),
	// Maximum, difference, exponential, sum, quotient.
	'attention-softmax': perOutput(5),
	'attention-values': ({ input }) => weightedSum(input(0), axis(input(1), -1)),
	'attention-pattern-gradient': ({ input, output }) => weightedSum(output(0), axis(input(1), -1)),
	'attention-value-gradient': ({ input, output }) => weightedSum(input(1), axis(output(0), -1)),
	// Maximum, difference, exponential, sum, quotient, the others' sum, 1 / rows.
	'softmax-cross-entropy': perInput(7),
	'mean-squared-error': perInput(5),
	// Two moments (3 + 5), decay (2), root, division, what joins them (4), units of small numbers (6).
	'adamw-update': perInput(22),
	'sgd-update': perInput(6),
	'record-metrics': ({ input }) => 2 * elementCount(input(2)),
	'argmax-rows': perInput(1),
	blend: perOutput(3),
	'column-square-sum': perInput(2),
	'group-sum': perInput(1),
	// Correction (2), maximum, difference, exponential, sum; as if every row counted.
	'corrected-loss': ({ input }) => 6 * axis(input(0), 0) * axis(input(1), 1) * axis(input(1), 2),
	// Its mask is data: as if every table had one frequency, a product and a multiply-add for each of its two rows.
	'frequency-tables': perOutput(6),
	// A comparison of each entry with each frequency, and their sum.
	'frequency-counts': ({ input, output }) => axis(input(0), 0) * axis(output(0), 0),
	// Total, largest, rank for each of the frequencies.
	'frequency-mask': ({ output }) => 4 * axis(output(0), 0) ** 2,
	// Four squares and their sums.
	'neuron-frequencies': perInput(8)
};

/** Ids of the ops that have a count. */
export const countedOps: readonly string[] = Object.keys(FLOP);

function factsOf({ inputs, outputs, attributes }: PlanNode): Facts {
	return {
		input: (i) => inputs[i]?.shape ?? [],
		output: (i) => outputs[i]?.shape ?? [],
		attributes
	};
}

/** @throws Error for an op that has no count */
export function workOf(node: PlanNode): Work {
	const { op } = node;
	const facts = factsOf(node);
	const flop = op.flop?.(facts, node.attributes) ?? FLOP[op.id]?.(facts);
	if (flop === undefined) throw new Error(`op "${op.id}": expected a FLOP count, found none`);
	const touched = new Set([...node.inputs, ...node.outputs]);
	const changed = (node.op.updates ?? []).flatMap((i) => node.inputs[i] ?? []);
	const elements = [...touched, ...changed].reduce(
		(sum, { shape }) => sum + elementCount(shape),
		0
	);
	return { flop, bytes: 4 * elements };
}

export function totalWork(nodes: readonly PlanNode[]): Work {
	return nodes
		.map(workOf)
		.reduce((sum, { flop, bytes }) => ({ flop: sum.flop + flop, bytes: sum.bytes + bytes }), {
			flop: 0,
			bytes: 0
		});
}

/**
 * FLOP of a folded step by the model in performance.md: 6 x its multiply-adds per pair and per step (forward 1 x 2,
 * backward twice that), matrix products and the mix alone.
 */
export function foldedModelFlop(
	{ p, d_model: d, n_heads, d_mlp }: BenchCase,
	rows: number
): number {
	const classes = p + 1;
	const columns = d_mlp + classes;
	const perPair = 3 * n_heads * columns + d_mlp * classes;
	// Tokens and "=", and the three positions.
	const tableRows = p + 1 + 3;
	const perStep = d * d * columns + tableRows * d * (columns + d) + d_mlp * d * classes;
	return 6 * (rows * perPair + perStep);
}

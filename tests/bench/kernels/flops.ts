import { elementCount } from '../../../src/engine/core/tensor.ts';
import type { PlanNode } from '../../../src/engine/graph/plan.ts';
import type { BenchCase } from '../bench-case.ts';

/** The least that a node of a plan must compute and move, per replica. */
export interface Work {
	/** Floating-point operations: a multiply-add is two, any other function of a number is one. */
	readonly flop: number;
	readonly bytes: number;
}

/**
 * The work that the op declares; by default every input is read once, every output and updated
 * input written once.
 */
export function workOf({ op, inputs, outputs, attributes }: PlanNode): Work {
	const shapes = {
		input: (i: number) => inputs[i]?.shape ?? [],
		output: (i: number) => outputs[i]?.shape ?? []
	};
	const changed = (op.updates ?? []).flatMap((i) => inputs[i] ?? []);
	const elements = [...new Set([...inputs, ...outputs]), ...changed].reduce(
		(sum, { shape }) => sum + elementCount(shape),
		0
	);
	return {
		flop: op.flop(shapes, attributes),
		bytes: op.bytes?.(shapes, attributes) ?? 4 * elements
	};
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
 * FLOP of a folded step by the model in performance.md: 6 x its multiply-adds per pair and per step
 * (forward 1 x 2, backward twice that), matrix products and the mix alone.
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

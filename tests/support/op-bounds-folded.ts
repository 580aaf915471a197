import type { BoundContext } from './op-case.ts';
import { referenceOp } from './run-op.ts';
import { longestSegment, sumOfProducts, type Bound } from './sum-bounds.ts';
import { FLOAT32_ULP } from './tolerance.ts';

/** Every element is one operation on inputs, right to 2^-23 of itself. */
const roundedOnce: Bound = ({ op, opCase, inputs }) =>
	referenceOp(op, opCase, inputs).outputs.map((values) =>
		Float64Array.from(values, (value) => FLOAT32_ULP * Math.abs(value))
	);

/**
 * Sums of at most all rows of the table's gradient. What is subtracted in them is what comes from the tokens' and the
 * positions' rows, so with those negative and all else positive every sum is one of magnitudes.
 */
const operandsGradient: Bound = (context) => {
	const { op, opCase, inputs, size } = context;
	const residual = (size(0, 0) - 1) * size(0, 1);
	const signed = inputs.map((array, input) =>
		array.map((value, i) => (input === 0 && i < residual ? -Math.abs(value) : Math.abs(value)))
	);
	return referenceOp(op, opCase, signed).outputs.map((magnitude) =>
		Float64Array.from(magnitude, (value) => (size(0, 0) + 2) * FLOAT32_ULP * Math.abs(value))
	);
};

/** Each of the two products sums over one side of dC, and over the batch where an operand is shared. */
const roundingsOf = ({ opCase, size }: BoundContext) => {
	const [a = [], b = []] = opCase.inputs.map(({ shape }) => shape);
	const batch = Math.max(a.length === 3 ? size(0, 0) : 1, b.length === 3 ? size(1, 0) : 1);
	return batch * Math.max(size(2, -2), size(2, -1)) + 4;
};

/** With a positive factor, so that what is added cannot cancel the product's magnitude. */
const matmulGradientsBound: Bound = (context) => {
	const { attributes } = context.opCase;
	const alpha = Math.abs(Number(attributes['alpha'] ?? 1));
	const opCase = { ...context.opCase, attributes: { ...attributes, alpha } };
	return sumOfProducts(roundingsOf)({ ...context, opCase });
};

/** Of the ops of the folded formulation and their gradients, by op id. */
export const foldedBounds: Readonly<Record<string, Bound>> = {
	// Heads times context products onto the base.
	'attention-mix': sumOfProducts(({ size }) => size(0, 1) * size(0, 2) + 1),
	'attention-mix-pattern-gradient': sumOfProducts(({ size }) => size(2, 2) + 1),
	'attention-mix-table-gradient': sumOfProducts((context) => longestSegment(context, 4) + 1),
	'base-gradient': sumOfProducts(({ size }) => size(0, 1) + 3),
	'folded-operands': roundedOnce,
	'folded-operands-gradient': operandsGradient,
	// Products over the width, the heads, the bias.
	'folded-tables': sumOfProducts(({ size }) => size(1, 1) + size(0, 0) + 4),
	'folded-tables-gradient': sumOfProducts(({ size }) => size(1, 0)),
	'matmul-gradients': matmulGradientsBound,
	'matmul-masked': sumOfProducts(({ size }) => size(0, 1) + 1),
	'place-gradients': sumOfProducts(() => 0),
	// q over the width, v over the head, the score over the width, and what joins them.
	'query-scores': sumOfProducts(({ size }) => 2 * size(0, 1) + size(1, 2) + 6),
	// Sums over residues (a position's, then all), over the width, over heads and their width, and what joins them.
	'query-scores-gradient': sumOfProducts(
		({ size }) => 2 * size(1, 0) + size(2, 1) + size(2, 0) * size(2, 2) + 8
	)
};

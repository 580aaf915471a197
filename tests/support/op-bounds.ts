import { axis } from '../../src/engine/core/tensor.ts';
import { matmulGeometry } from '../../src/engine/ops/matmul.ts';
import type { OpCase, OpSpec } from '../../src/engine/ops/define.ts';
import type { BoundContext, Bounds, CaseInputs } from './op-case.ts';
import { lossBounds, softmaxBackwardBound, softmaxBound } from './op-bounds-softmax.ts';
import { adamwBounds, sgdBounds } from './op-bounds-updates.ts';
import { referenceOp } from './run-op.ts';
import { FLOAT32_ULP } from './tolerance.ts';

type Bound = (context: BoundContext) => Bounds;

/**
 * A sum of products that passes `roundings` roundings on its way. WGSL lets an operation give either neighbour of
 * the true result, an error below 2^-23 relative to it, so the sum is within roundings x 2^-23 x the sum of the
 * products' magnitudes: the op's own reference on the absolute inputs.
 */
function sumOfProducts(roundings: (context: BoundContext) => number): Bound {
	return (context) => {
		const { op, opCase, inputs } = context;
		const absolute = inputs.map((array) => array.map(Math.abs));
		const { outputs, updated } = referenceOp(op, opCase, absolute);
		const factor = roundings(context) * FLOAT32_ULP;
		return [...outputs, ...updated].map((magnitude) =>
			Float64Array.from(magnitude, (value) => factor * Math.abs(value))
		);
	};
}

const exact = sumOfProducts(() => 0);

/** A product, k additions, the factor alpha and its own rounding to float32. */
const matmulRoundings = ({ opCase }: BoundContext) => {
	const [a, b] = opCase.inputs.map(({ shape }) => shape);
	return matmulGeometry(a ?? [], b ?? [], opCase.attributes).k + 3;
};

/** Longest segment of an index list: so many terms may be added up. */
function longestSegment({ inputs }: BoundContext, offsetsInput: number): number {
	const offsets = inputs[offsetsInput] ?? new Uint32Array(0);
	return Math.max(0, ...offsets.subarray(1).map((end, i) => end - (offsets[i] ?? 0)));
}

/** By op id. Every op must have one, which a test checks. */
export const BOUNDS: Readonly<Record<string, Bound>> = {
	'adamw-update': adamwBounds,
	add: sumOfProducts(() => 1),
	'append-rows': exact,
	// Heads times context products onto the base.
	'attention-mix': sumOfProducts(({ size }) => size(0, 1) * size(0, 2) + 1),
	'attention-mix-pattern-gradient': sumOfProducts(({ size }) => size(1, 2) + 1),
	'attention-mix-table-gradient': sumOfProducts((context) => longestSegment(context, 3) + 1),
	'attention-pattern-gradient': sumOfProducts(({ size }) => size(1, 2) + 1),
	'attention-softmax-backward': softmaxBackwardBound,
	'attention-softmax': softmaxBound,
	'attention-value-gradient': sumOfProducts((context) => longestSegment(context, 3) + 1),
	'attention-values': sumOfProducts(({ size }) => size(0, 2) + 1),
	'column-sum': sumOfProducts(({ size }) => size(0, 0)),
	copy: exact,
	'gather-add': sumOfProducts(() => 1),
	'gather-rows': exact,
	linear: sumOfProducts((context) => matmulRoundings(context) + 1),
	matmul: sumOfProducts(matmulRoundings),
	'matmul-add': sumOfProducts((context) => matmulRoundings(context) + 1),
	'mean-squared-error': lossBounds.meanSquaredError,
	multiply: sumOfProducts(() => 2),
	// Sums of at most all rows; the clock is counted exactly.
	'record-metrics': (context) => {
		const [ring, clock] = sumOfProducts(({ size }) => size(2, 0))(context);
		return [ring ?? new Float64Array(0), (clock ?? new Float64Array(0)).map(() => 0)];
	},
	'relu-backward': exact,
	'segment-sum': sumOfProducts((context) => longestSegment(context, 2)),
	'sgd-update': sgdBounds,
	'softmax-cross-entropy': lossBounds.softmaxCrossEntropy,
	'square-sum': sumOfProducts(({ size }) => size(0, 1) + 1),
	square: sumOfProducts(() => 1)
};

/** @throws Error when the op has no bound: state one before it is tested */
export function errorBounds(op: OpSpec, opCase: OpCase, inputs: CaseInputs): Bounds {
	const bound = BOUNDS[op.id];
	if (bound === undefined) throw new Error(`op "${op.id}": no float32 bound in op-bounds.ts`);
	return bound({
		op,
		opCase,
		inputs,
		size: (input, i) => axis(opCase.inputs[input]?.shape ?? [], i)
	});
}

import { elementCount } from '../../src/engine/core/tensor.ts';
import { matmulGeometry } from '../../src/engine/ops/matmul-kernel.ts';
import type { BoundContext } from './op-case.ts';
import { foldedBounds } from './op-bounds-folded.ts';
import { longestSegment, sumOfProducts, type Bound } from './sum-bounds.ts';
import {
	correctedLossBound,
	frequencyMaskBound,
	neuronFrequenciesBound
} from './op-bounds-measures.ts';
import { lossBounds, scoreGradientBound, softmaxBound } from './op-bounds-softmax.ts';
import { adamwBounds, sgdBounds } from './op-bounds-updates.ts';

const exact = sumOfProducts(() => 0);

/** A product, k additions, the factor alpha and its own rounding to float32. */
const matmulRoundings = ({ opCase }: BoundContext) => {
	const [a, b] = opCase.inputs.map(({ shape }) => shape);
	return matmulGeometry(a ?? [], b ?? [], opCase.attributes).k + 3;
};

/** By op id. Every op must have one, which a test checks. */
export const BOUNDS: Readonly<Record<string, Bound>> = {
	...foldedBounds,
	'adamw-update': adamwBounds,
	add: sumOfProducts(() => 1),
	'append-rows': exact,
	'argmax-rows': exact,
	'attention-pattern-gradient': sumOfProducts(({ size }) => size(1, 2) + 1),
	'attention-score-gradient': scoreGradientBound,
	'attention-softmax': softmaxBound,
	'attention-value-gradient': sumOfProducts((context) => longestSegment(context, 3) + 1),
	'attention-values': sumOfProducts(({ size }) => size(0, 2) + 1),
	blend: sumOfProducts(() => 2),
	'column-square-sum': sumOfProducts(({ size }) => size(0, 0) + 1),
	'column-sum': sumOfProducts(({ size }) => size(0, 0)),
	copy: exact,
	'corrected-loss': correctedLossBound,
	'frequency-counts': exact,
	'frequency-mask': frequencyMaskBound,
	// Two products onto a sum of at most n rows.
	'frequency-tables': sumOfProducts(({ size }) => size(0, 0) + 2),
	'gather-add': sumOfProducts(() => 1),
	'gather-rows': exact,
	'group-sum': sumOfProducts(({ size }) => size(0, 0)),
	linear: sumOfProducts((context) => matmulRoundings(context) + 1),
	matmul: sumOfProducts(matmulRoundings),
	'matmul-add': sumOfProducts((context) => matmulRoundings(context) + 1),
	'mean-squared-error': lossBounds.meanSquaredError,
	multiply: sumOfProducts(() => 2),
	'neuron-frequencies': neuronFrequenciesBound,
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
	square: sumOfProducts(() => 1),
	'tensor-square-sum': sumOfProducts(
		({ opCase }) => 1 + Math.max(...opCase.inputs.map(({ shape }) => elementCount(shape)))
	)
};

import { axis, elementCount, f32, type Shape } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups, type KernelCall } from '../define.ts';
import { exponentialError, FLOAT32_ULP, type Draw, type ErrorContext } from '../op-case.ts';
import { softmaxKeysGradient } from './softmax-keys-gradient.ts';

type SoftmaxKeysAttributes = {
	/** A query sees only the keys up to its own position; the last query is at the last key. */
	readonly causal: boolean;
};

/** Keys that the query of a row sees; rows are [examples, queries, heads]. */
function keysSeen(shape: Shape, row: number, isCausal: boolean): number {
	const [queries, heads, keys] = [axis(shape, 1), axis(shape, 2), axis(shape, 3)];
	if (!isCausal) return keys;
	return keys - queries + (Math.floor(row / heads) % queries) + 1;
}

/** Division may err by 2.5 ULP; the total, a product and the store round once each. */
const QUOTIENT_ULPS = 6;

/** Of e_j / sum e: the errors of both exponentials, a sum over the keys and a division. */
function errorOf({ input, inputShape, attributes }: ErrorContext<SoftmaxKeysAttributes>) {
	const [scores, keys] = [input(0), axis(inputShape(0), 3)];
	const error = new Float64Array(scores.length);
	for (let row = 0; row < scores.length / keys; row++) {
		const start = row * keys;
		const seen = keysSeen(inputShape(0), row, attributes.causal);
		const values = [...scores.subarray(start, start + seen)];
		const peak = Math.max(...values);
		const total = values.reduce((sum, value) => sum + Math.exp(value - peak), 0);
		// Rounding the difference x by 2^-23 |x| changes exp(x) by as much, relatively.
		const relative = (value: number) => exponentialError(value - peak, Math.abs(value - peak));
		const worst = Math.max(...values.map(relative));
		values.forEach((value, j) => {
			const all = relative(value) + worst + (seen + QUOTIENT_ULPS) * FLOAT32_ULP;
			error[start + j] = (all * Math.exp(value - peak)) / total;
		});
	}
	return [error];
}

/** Scores [examples, queries, heads, keys] with at most as many queries as keys. */
function anyCase(draw: Draw) {
	const keys = draw.whole(1, 6);
	const scores = f32(draw.whole(1, 20), draw.whole(1, keys), draw.whole(1, 4), keys);
	return { inputs: [scores], attributes: { causal: draw.oneOf(true, false) } };
}

/**
 * pattern = softmax of scores over the keys that a query sees, 0 for the others; the largest score
 * is subtracted first. scores and pattern [examples, queries, heads, keys], with at most as many
 * queries as keys.
 */
export const softmaxKeys = defineOp<SoftmaxKeysAttributes>({
	id: 'softmax-keys',
	infer: (input) => [f32(...input(0))],
	reference({ input, output, inputShape, attributes: { causal } }) {
		const [scores, pattern] = [input(0), output(0)];
		const keys = axis(inputShape(0), 3);
		pattern.fill(0);
		for (let row = 0; row < scores.length / keys; row++) {
			const start = row * keys;
			const end = start + keysSeen(inputShape(0), row, causal);
			let peak = -Infinity;
			for (let at = start; at < end; at++) peak = Math.max(peak, scores[at] ?? 0);
			let total = 0;
			for (let at = start; at < end; at++) total += Math.exp((scores[at] ?? 0) - peak);
			for (let at = start; at < end; at++) {
				pattern[at] = Math.exp((scores[at] ?? 0) - peak) / total;
			}
		}
	},
	vjp: ({ graph, output, cotangent }) => [
		graph.one(softmaxKeysGradient, [output(0), cotangent(0)], {})
	],
	wasm({ input }, { causal }) {
		const [queries, heads, keys] = [axis(input(0), 1), axis(input(0), 2), axis(input(0), 3)];
		const numbers = [queries, heads, keys, causal ? 1 : 0];
		const parts = { count: elementCount(input(0)) / keys, ns: 5 * keys };
		return [{ kernel: 'softmaxKeys', tensors: [0, 1], numbers, parts }];
	},
	kernel({ input }, { causal }): KernelCall {
		const [queries, heads, keys] = [1, 2, 3].map((i) => axis(input(0), i));
		const rows = elementCount(input(0)) / (keys ?? 1);
		return {
			shader: 'softmax-keys',
			libraries: [],
			overrides: {},
			bindings: bindings('scores', '*pattern'),
			params: [
				['rows', 'u32', rows],
				['queries', 'u32', queries ?? 1],
				['heads', 'u32', heads ?? 1],
				['keys', 'u32', keys ?? 1],
				['is_causal', 'u32', causal ? 1 : 0]
			],
			workgroups: linearWorkgroups(rows)
		};
	},
	float32: errorOf,
	exponents: [0],
	// Maximum, difference, exponential, sum, quotient.
	flop: ({ output }) => 5 * elementCount(output(0)),
	anyCase,
	cases: [
		{ name: 'causal', inputs: [f32(5, 3, 2, 3)], attributes: { causal: true } },
		{ name: 'every key', inputs: [f32(5, 3, 2, 4)], attributes: { causal: false } },
		{ name: 'causal, the last queries', inputs: [f32(3, 2, 3, 5)], attributes: { causal: true } },
		{ name: 'one key', inputs: [f32(70, 1, 1, 1)], attributes: { causal: true } }
	]
});

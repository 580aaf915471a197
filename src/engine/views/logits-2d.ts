import { frequencyNorms } from '../mechanism/grid-spectrum.ts';
import { frequencyAlong } from '../mechanism/cyclic-structure.ts';
import { powerPerFrequency } from '../core/fourier.ts';
import { gatherRows } from '../ops/rows/gather-rows.ts';
import { columnSquareSum } from '../ops/rows/column-square-sum.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import { squareSum } from '../ops/rows/square-sum.ts';
import { basisOf, refuseFrequencies } from '../probes/common-tensors.ts';
import type { Tensor } from '../ops/define.ts';
import { frequencyOrder, groupOf } from '../probes/cyclic-group.ts';
import { percentOf, withSummary } from './claim-words.ts';
import { defineView, type ViewContext, type ViewFact } from './define.ts';
import { indexOfPair, pairsOf } from './group-order.ts';
import { frequencyBars } from './subjects.ts';

/** Size of a binding that every WebGPU adapter allows. */
const LARGEST_BYTES = 128 * 1024 * 1024;
const MEBIBYTE = 1024 * 1024;

/**
 * Reorders rows of all pairs by the elements of a and b, a-major; unchanged if element e is token
 * e.
 */
function byElement(context: ViewContext, rows: Tensor): Tensor {
	const { elements, order } = groupOf(context);
	if (elements === undefined) return rows;
	const pairs = pairsOf(context);
	const of = Uint32Array.from({ length: order * order }, (_, i) =>
		indexOfPair(pairs, elements[Math.floor(i / order)] ?? 0, elements[i % order] ?? 0)
	);
	return context.graph.one(gatherRows, [rows, context.indices('pairs', of)], {});
}

/** Share of a grid's squares, without its first cell, in the cells (k, k) of some frequencies. */
function shareOnSums(
	norms: Float64Array,
	order: number,
	coefficients: readonly [number, number],
	frequencies: readonly number[]
): ViewFact {
	const size = Math.sqrt(norms.length);
	const total = norms.reduce((sum, norm) => sum + norm ** 2, 0);
	const inside = frequencies.reduce((sum, k) => {
		const [row, column] = coefficients.map((coefficient) => frequencyAlong(order, coefficient, k));
		return sum + (norms[(row ?? 0) * size + (column ?? 0)] ?? NaN) ** 2;
	}, 0);
	return {
		label: 'Logit variance at the key frequencies',
		value: inside / total,
		unit: 'fraction',
		definition:
			'Share of the squared components in the cells where both frequencies are the same key frequency, without the mean of each answer.'
	};
}

/** The logits in Fourier space along a, b and the answer (Nanda et al. 2023, figure 4 right). */
export const logits2d = defineView({
	id: 'logits-2d',
	place: 10,
	label: 'Logits in Fourier space',
	cite: 'Nanda et al. 2023, section 4.1, figure 4',
	explanation:
		'The logits as waves along a and along b. In a network that has grokked, most waves have the same frequency along both, so they lie on the diagonal and depend on a + b alone. A transformer keeps a few frequencies; other networks may keep all.',
	definition:
		'Orthonormal Fourier transform of the logits of the answers along a and along b. Grid: norm of the components of each pair of frequencies, with cosines, sines and all answers together; the mean of each answer, at (0, 0), is shown as 0. Bars: norm of the components of each frequency along the answer, over all pairs.',
	controls: () => ({}),
	refuse(subject) {
		const p = frequencyOrder(subject.shape);
		const bytes = 4 * p * p * (p + 1);
		if (bytes <= LARGEST_BYTES) return refuseFrequencies(subject);
		return `This view needs all logits at once: expected at most ${String(LARGEST_BYTES / MEBIBYTE)} MiB, got ${(bytes / MEBIBYTE).toFixed(0)} MiB for p = ${String(p)}.`;
	},
	build(context) {
		const { graph, joined, output, elementColumns, shape } = context;
		const n = frequencyOrder(shape);
		const basis = basisOf(context);
		const logits = byElement(
			context,
			joined('logits', (chunk) => chunk.elementLogits())
		);
		const grid = graph.reshape(logits, [n, n * elementColumns]);
		const alongA = graph.reshape(graph.one(matmul, [basis, grid], {}), [n, n, elementColumns]);
		const alongBoth = graph.one(matmul, [basis, alongA], {}); // [n, n, elementColumns]
		const flat = graph.reshape(alongBoth, [n * n, elementColumns]);
		// The basis is 0 in the columns of outputs that are no answers.
		const answers = graph.one(matmul, [basisOf(context, elementColumns), flat], {
			transposeB: true
		});
		output('grid', graph.one(columnSquareSum, [answers], {})); // [n * n]
		output('answers', graph.one(squareSum, [answers], {})); // [n]
	},
	async compute({ shape, keyFrequencies, compute }) {
		const { order, coefficients } = groupOf({ shape });
		const [grid = [], answers = []] = await compute(['grid', 'answers']);
		const norms = frequencyNorms(Float64Array.from(grid, Math.sqrt), order);
		norms[0] = 0;
		const size = Math.sqrt(norms.length);
		const facts =
			keyFrequencies.length > 0 ? [shareOnSums(norms, order, coefficients, keyFrequencies)] : [];
		const [share] = facts;
		return {
			facts,
			...withSummary(
				share &&
					`Of the logits’ variance over the pairs, ${percentOf(share.value)} is at the key frequencies.`
			),
			parts: [
				{
					kind: 'grid',
					title: 'Norm per pair of frequencies',
					rows: size,
					columns: size,
					values: Float32Array.from(norms),
					scale: 'sequential',
					rowLabel: 'frequency along a',
					columnLabel: 'frequency along b'
				},
				frequencyBars(
					'Norm per frequency along the answer',
					powerPerFrequency(answers).map(Math.sqrt),
					keyFrequencies
				)
			]
		};
	}
});

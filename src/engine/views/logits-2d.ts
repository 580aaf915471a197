import { frequencyNorms } from '../mechanism/grid-spectrum.ts';
import { frequencyAlong } from '../mechanism/cyclic-structure.ts';
import { powerPerFrequency } from '../core/fourier.ts';
import { columnSquareSum } from '../ops/column-square-sum.ts';
import { matmul } from '../ops/matmul.ts';
import { squareSum } from '../ops/square-sum.ts';
import { basisOf, refuseFrequencies } from '../probes/recordings.ts';
import { defineView, type ViewFact } from './define.ts';
import { frequencyBars } from './subjects.ts';

/** What every adapter allows in one binding. */
const LARGEST_BYTES = 128 * 1024 * 1024;
const MEBIBYTE = 1024 * 1024;

/** Share of the squares of a grid, its first cell left out, that lies in the cells of some frequencies of the sum. */
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
			'Share of the squared components, without the mean per answer, in the cells where both frequencies are the same key frequency.'
	};
}

/** The logits in Fourier space along a, b and the answer (Nanda et al. 2023, figure 4 right). */
export const logits2d = defineView({
	id: 'logits-2d',
	place: 8,
	label: 'Logits in Fourier space',
	cite: 'Nanda et al. 2023, section 4.1, figure 4',
	explanation:
		'The logits as waves along a and along b. In a network that has grokked most of them have the same frequency along both, on the diagonal: such waves depend on a + b alone. A transformer keeps a few frequencies, other networks may keep all.',
	definition:
		'Orthonormal Fourier transform of the logits of the answers along a and along b. Grid: norm of the components of each pair of frequencies, cosines, sines and all answers together; the mean per answer, at (0, 0), is shown as 0. Bars: norm of the components per frequency along the answer, over all pairs.',
	controls: () => ({}),
	refuse(subject) {
		const p = subject.sizes.residues;
		const bytes = 4 * p * p * (p + 1);
		if (bytes <= LARGEST_BYTES) return refuseFrequencies(subject);
		return `This view holds all logits at once: at most ${String(LARGEST_BYTES / MEBIBYTE)} MiB are expected, got ${(bytes / MEBIBYTE).toFixed(0)} MiB for p = ${String(p)}.`;
	},
	record(context) {
		const { recorder, joined, output, outputs, sizes } = context;
		const n = sizes.residues;
		const basis = basisOf(context);
		const logits = joined('logits', (part) => part.logits);
		const grid = recorder.reshape(logits, [n, n * outputs]);
		const alongA = recorder.reshape(recorder.one(matmul, [basis, grid], {}), [n, n, outputs]);
		const alongBoth = recorder.one(matmul, [basis, alongA], {}); // [n, n, outputs]
		const flat = recorder.reshape(alongBoth, [n * n, outputs]);
		// The basis is 0 at outputs that are no answers.
		const answers = recorder.one(matmul, [basisOf(context, outputs), flat], { transposeB: true });
		output('grid', recorder.one(columnSquareSum, [answers], {})); // [n * n]
		output('answers', recorder.one(squareSum, [answers], {})); // [n]
	},
	async compute({ sizes, keyFrequencies, compute }) {
		const order = sizes.residues;
		const [grid = [], answers = []] = await compute(['grid', 'answers']);
		const norms = frequencyNorms(Float64Array.from(grid, Math.sqrt), order);
		norms[0] = 0;
		const size = Math.sqrt(norms.length);
		const facts =
			sizes.structure.kind === 'cyclic' && keyFrequencies.length > 0
				? [shareOnSums(norms, order, sizes.structure.coefficients, keyFrequencies)]
				: [];
		return {
			facts,
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

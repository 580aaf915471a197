import { axis } from '../core/tensor.ts';
import { embeddingCircle } from '../mechanism/embedding-circle.ts';
import { rowSpectrum } from '../mechanism/row-spectrum.ts';
import { defineView, type PointsPart, type ViewFact } from './define.ts';
import { withSummary } from './claim-words.ts';
import { groupOf } from '../probes/cyclic-group.ts';
import { rowsByElement } from './group-order.ts';
import { frequencyBars, noKeys, refuseWithoutFrequencies } from './subjects.ts';

/** Roundness from which points are said to lie on a circle. */
const ROUND = 0.9;

/** What the circles show; undefined without key frequencies. */
function claimOf(roundness: readonly number[]): string | undefined {
	if (roundness.length === 0 || roundness.some((value) => Number.isNaN(value))) return undefined;
	const round = roundness.filter((value) => value >= ROUND).length;
	if (round === roundness.length) {
		return 'The numbers lie on a circle in the plane of every key frequency.';
	}
	return round === 0
		? 'The numbers do not lie on a circle in the plane of any key frequency.'
		: `The numbers lie on a circle in the planes of ${String(round)} of ${String(roundness.length)} key frequencies.`;
}

/** The tokens on the circles of the key frequencies (Nanda et al. 2023, section 4.1). */
export const embedding = defineView({
	id: 'embedding',
	place: 4,
	label: 'Embedding on its circles',
	cite: 'Nanda et al. 2023, section 4.1',
	explanation:
		'In the plane of the cosine and sine of frequency k, the embeddings of the numbers 0, 1, 2, … may lie on a circle and go round it k times. Adding two numbers is then adding two angles. Roundness measures how close to such a circle they lie.',
	definition:
		'Bars: norm of the rows F_cos,k W_E and F_sin,k W_E of the orthonormal Fourier transform over the numbers, together. Circles: rows of W_E, projected on F_cos,k W_E and F_sin,k W_E after these are orthonormalized. Roundness: share of the plane’s variance that even angles on a circle explain.',
	controls: () => ({}),
	refuse: refuseWithoutFrequencies,
	compute(run) {
		const { keyFrequencies, role } = run;
		const { values, shape } = role('embedding');
		const width = axis(shape, 1);
		const group = groupOf(run);
		const rows = rowsByElement(group, values, width);
		const circles = keyFrequencies.map((k) => ({
			k,
			...embeddingCircle(rows, group.order, width, k)
		}));
		const norms = rowSpectrum(rows, group.order, width);
		return {
			facts: circles.map(({ k, roundness }): ViewFact => ({
				label: `roundness, k = ${String(k)}`,
				value: roundness,
				unit: 'fraction'
			})),
			parts: [
				...circles.map(({ k, x, y }): PointsPart => ({
					kind: 'points',
					title: `k = ${String(k)}`,
					x,
					y,
					label: group.elements === undefined ? 'token' : 'exponent of the token',
					isJoined: false
				})),
				frequencyBars('Norm of W_E per frequency', norms, keyFrequencies)
			],
			...withSummary(claimOf(circles.map(({ roundness }) => roundness))),
			...(keyFrequencies.length === 0 ? { nothing: noKeys(run) } : {})
		};
	}
});

import { powerPerFrequency } from '../core/fourier.ts';
import type { NumericArray } from '../core/tensor.ts';
import {
	logitDirections,
	mapResidual,
	type LogitDirection
} from '../mechanism/logit-directions.ts';
import { fitSumWave } from '../mechanism/wave-fit.ts';
import { matmul } from '../ops/matmul/matmul.ts';
import { neuronLogitEnergy, neuronsOf, squaresOf } from '../probes/common-tensors.ts';
import { percentOf, withSummary } from './claim-words.ts';
import { defineView, type TablePart, type ViewFact, type ViewRun } from './define.ts';
import { groupOf } from '../probes/cyclic-group.ts';
import { columnsByElement, pairsByElement } from './group-order.ts';
import { frequencyBars, noKeys, refuseWithoutLogitMap } from './subjects.ts';

/** Number of directions on which the activations are projected at a time. */
const BLOCK = 20;

/** Up to BLOCK directions as columns, the rest zeros [neurons, BLOCK]. */
function asColumns(directions: readonly LogitDirection[], neurons: number): Float64Array {
	const columns = new Float64Array(neurons * BLOCK);
	directions.forEach(({ vector }, d) => {
		vector.forEach((value, j) => {
			columns[j * BLOCK + d] = value;
		});
	});
	return columns;
}

type TableRow = TablePart['rows'][number];

/** Fit of the activations along each direction by their wave of the sum: R^2 and amplitude. */
async function fitDirections(
	run: ViewRun,
	directions: readonly LogitDirection[]
): Promise<readonly TableRow[]> {
	const group = groupOf(run);
	const rows: TableRow[] = [];
	for (let start = 0; start < directions.length; start += BLOCK) {
		const block = directions.slice(start, start + BLOCK);
		const neurons = block[0]?.vector.length ?? 0;
		const inputs = { directions: asColumns(block, neurons) };
		const [projected = new Float64Array(0)] = await run.compute(['projected'], inputs);
		block.forEach((direction, d) => {
			const values = Float64Array.from(
				{ length: run.shape.examples },
				(_, pair) => projected[pair * BLOCK + d] ?? 0
			);
			const { explained, amplitude } = fitSumWave(pairsByElement(run, values), group, direction);
			const { frequency, wave } = direction;
			const name = `${wave === 'cos' ? 'u' : 'v'}, k = ${String(frequency)}: ${wave}`;
			rows.push({ name, values: [explained, amplitude] });
		});
	}
	return rows;
}

function residualFacts(energy: NumericArray, keys: readonly number[]): readonly ViewFact[] {
	const { ratio, ratioWithoutConstant } = mapResidual(energy, keys);
	return [
		{
			label: 'W_L outside the key frequencies',
			value: ratio,
			unit: 'fraction',
			definition: 'Frobenius norm of W_L − Σ (cos u_kᵀ + sin v_kᵀ) over that of W_L.'
		},
		{
			label: 'the same, mean over the answers removed',
			value: ratioWithoutConstant,
			unit: 'fraction',
			definition:
				'As above, after subtracting the mean over the answers from each row of W_L, which does not change a softmax.'
		}
	];
}

/** Norm outside the key frequencies up to which W_L is said to contain hardly anything else. */
const NEGLIGIBLE = 0.3;

/** How much of W_L the key frequencies are; undefined if it is not defined. */
function claimOf(outside: number): string | undefined {
	if (Number.isNaN(outside)) return undefined;
	return outside <= NEGLIGIBLE
		? `W_L writes hardly anything but the key frequencies: what is left has ${percentOf(outside)} of its norm.`
		: `W_L still writes other frequencies: without the key frequencies, ${percentOf(outside)} of its norm is left.`;
}

/** The neuron directions that the logits read (Nanda et al. 2023, section 4.2 and table 1). */
export const neuronLogitMap = defineView({
	id: 'neuron-logit-map',
	place: 9,
	label: 'From neurons to logits',
	cite: 'Nanda et al. 2023, section 4.2, figure 3, table 1',
	explanation:
		'W_L says how much each neuron adds to the logit of each answer c. In the paper’s network, once it has grokked, W_L contains only a few frequencies of c. For each of them it reads cos(w_k s) and sin(w_k s) of the pair’s sum s from the neurons. Other networks keep all frequencies.',
	definition:
		'Bars: norm of W_L in the orthonormal Fourier basis along the answers c (without the "=" output), cosine and sine together. u_k and v_k: least squares W_L ≈ Σ_k u_k cos(w_k c) + v_k sin(w_k c), waves of amplitude 1. Table: R² with intercept, and amplitude, of u_k · neurons fitted with cos(w_k s) and of v_k · neurons fitted with sin(w_k s), over all pairs.',
	controls: () => ({}),
	refuse: refuseWithoutLogitMap,
	build(context) {
		const { graph, chunks, output, input } = context;
		const map = context.neuronLogitMap();
		const directions = input('directions', [map.shape[0] ?? 0, BLOCK]);
		output('energy', neuronLogitEnergy(context));
		output('map', map);
		output(
			'projected',
			...chunks.map((chunk) => graph.one(matmul, [neuronsOf(chunk), directions], {}))
		);
	},
	async compute(run) {
		const { keyFrequencies, outputs } = run;
		const group = groupOf(run);
		const [sums = new Float64Array(0), map = new Float64Array(0)] = await run.compute([
			'energy',
			'map'
		]);
		const energy = squaresOf(sums);
		const norms = powerPerFrequency(energy).map(Math.sqrt);
		const bars = frequencyBars('Norm of W_L per frequency', norms, keyFrequencies);
		if (keyFrequencies.length === 0) return { facts: [], parts: [bars], nothing: noKeys(run) };
		const answers = columnsByElement(group, map, outputs);
		const directions = logitDirections(answers, group.order, keyFrequencies);
		const table: TablePart = {
			kind: 'table',
			title: 'Neuron directions read by the logits',
			columns: [
				{ label: 'direction', unit: 'name' },
				{ label: 'R²', unit: 'fraction' },
				{ label: 'amplitude', unit: 'plain' }
			],
			rows: await fitDirections(run, directions)
		};
		const { ratioWithoutConstant } = mapResidual(energy, keyFrequencies);
		return {
			facts: residualFacts(energy, keyFrequencies),
			parts: [bars, table],
			...withSummary(claimOf(ratioWithoutConstant))
		};
	}
});

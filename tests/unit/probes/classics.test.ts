import { expect, test } from 'vitest';
import { probes } from '../../../src/engine/probes/index.ts';
import { directNetwork, type DirectNetwork } from '../../support/oracles/direct-network.ts';
import { evaluateOnce } from '../../support/evaluate-once.ts';
import { buildCase, PROBE_CASES, weightsOf, type ProbeCase } from '../../support/probe-cases.ts';
import { relativeError } from '../../support/tolerance.ts';
import { openReference } from '../../support/runs/toy-training.ts';

/** Measures that are off at first, each against its formula, in float64 on both sides. */
const TOLERANCE = 1e-9;
const CASES = PROBE_CASES.filter(({ toy }) => toy.loss === 'cross-entropy');

/** The columns of each replica with only this probe on, and the network in plain arrays. */
async function measured(id: string, probeCase: ProbeCase) {
	const switchedOff = probes.ids.filter((other) => other !== id);
	const own = { ...probeCase, toy: { ...probeCase.toy, switchedOff } };
	const run = buildCase(own);
	const rows = await evaluateOnce(run, openReference, (r) => weightsOf(own, run, r));
	return rows.map(({ columns }, r) => ({
		columns,
		network: directNetwork(run, weightsOf(own, run, r), r)
	}));
}

function expectColumns(
	columns: Readonly<Record<string, number>>,
	expected: Readonly<Record<string, number>>
): void {
	for (const [id, value] of Object.entries(expected)) {
		expect(relativeError(columns[id] ?? NaN, value), id).toBeLessThan(TOLERANCE);
	}
}

const mean = (values: readonly number[]): number =>
	values.reduce((sum, value) => sum + value, 0) / values.length;

/** |sum over t of v_t e^(2 pi i k t / n)|^2 for each frequency k = 0 .. n - 1. */
const powersOf = (values: ArrayLike<number>): readonly number[] =>
	Array.from({ length: values.length }, (_, k) => {
		const part = (wave: (angle: number) => number) =>
			Array.from(values).reduce(
				(sum, value, t) => sum + value * wave((2 * Math.PI * k * t) / values.length),
				0
			);
		return part(Math.cos) ** 2 + part(Math.sin) ** 2;
	});

/** Inverse participation ratio, with k and n - k as one and without the constant. */
function concentrationOf(values: ArrayLike<number>): number {
	const powers = powersOf(values);
	const folded = powers
		.slice(1, Math.floor(powers.length / 2) + 1)
		.map((power, i) => (2 * (i + 1) === powers.length ? power : 2 * power));
	const total = folded.reduce((sum, power) => sum + power, 0);
	return folded.reduce((sum, power) => sum + (power / total) ** 2, 0);
}

const column = (matrix: Float64Array, width: number, j: number) =>
	matrix.filter((_, i) => i % width === j);

function neuronConcentration({ structure, weights, neuronLogitMap }: DirectNetwork): number {
	const { order } = structure;
	const neurons = neuronLogitMap.length / order;
	return mean(
		Array.from({ length: neurons }, (_, j) => {
			const inputs = ['U', 'V'].flatMap((name) => {
				const matrix = weights[name];
				return matrix === undefined ? [] : [column(matrix, neurons, j)];
			});
			const output = neuronLogitMap.subarray(j * order, (j + 1) * order);
			return mean([...inputs, output].map(concentrationOf));
		})
	);
}

test.each(CASES)('the participation ratio of neurons is its formula: $title', async (one) => {
	const rows = await measured('neuron-ipr', one);
	expect(rows).toHaveLength(2);
	for (const { columns, network } of rows) {
		expectColumns(columns, { neuron_ipr: neuronConcentration(network) });
	}
});

import { expect, test } from 'vitest';
import { symmetricityChoices } from '../../../src/engine/probes/gradient-symmetricity.ts';
import type { ParamValue } from '../../../src/engine/core/param-schema.ts';
import { probes } from '../../../src/engine/probes/index.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { directNetwork, type DirectNetwork } from '../../support/oracles/direct-network.ts';
import { naiveTransformer } from '../../support/oracles/naive-transformer.ts';
import { evaluateOnce } from '../../support/evaluate-once.ts';
import { buildCase, PROBE_CASES, weightsOf, type ProbeCase } from '../../support/probe-cases.ts';
import { randomValues } from '../../support/oracles/mechanism-oracle.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
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
		run,
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

const deviation = (values: readonly number[]): number => {
	const center = mean(values);
	return Math.sqrt(mean(values.map((value) => (value - center) ** 2)));
};

/** Mean over d of the deviation over the pairs of this difference, over that of all pairs. */
function irrelevance(
	{ structure: { order, coefficients } }: DirectNetwork,
	logitOf: (a: number, b: number) => number
): number {
	const pairs = Array.from(
		{ length: order ** 2 },
		(_, i) => [Math.floor(i / order), i % order] as const
	);
	const distance = ([a, b]: readonly [number, number]) =>
		(coefficients[0] * a - coefficients[1] * b + 2 * order) % order;
	const rows = Array.from({ length: order }, (_, d) =>
		pairs.filter((pair) => distance(pair) === d).map((pair) => logitOf(...pair))
	);
	return mean(rows.map(deviation)) / deviation(pairs.map((pair) => logitOf(...pair)));
}

test.each(CASES)('distance irrelevance is its formula, for both logits: $title', async (one) => {
	for (const { columns, network } of await measured('distance-irrelevance', one)) {
		const { order, coefficients } = network.structure;
		const answer = (a: number, b: number) =>
			(coefficients[0] * a + coefficients[1] * b + order) % order;
		const row = (a: number, b: number) => {
			const start = (a * order + b) * order;
			return Array.from(network.logits.subarray(start, start + order));
		};
		expectColumns(columns, {
			distance_irrelevance: irrelevance(network, (a, b) => row(a, b)[answer(a, b)] ?? NaN),
			distance_irrelevance_incorrect: irrelevance(network, (a, b) =>
				Math.max(...row(a, b).filter((_, c) => c !== answer(a, b)))
			)
		});
	}
});

/** The main directions of centred rows by power iteration in the other space, one by one. */
function mainComponents(rows: readonly Float64Array[], count: number): readonly Float64Array[] {
	const width = rows[0]?.length ?? 0;
	const center = Float64Array.from({ length: width }, (_, k) =>
		mean(rows.map((row) => row[k] ?? NaN))
	);
	let rest = rows.map((row) => row.map((value, k) => value - (center[k] ?? NaN)));
	return Array.from({ length: count }, () => {
		let direction = Float64Array.from({ length: width }, (_, k) => 1 + Math.sin(k + 1) / 2);
		let scores = new Float64Array(rows.length);
		for (let round = 0; round < 4000; round++) {
			scores = Float64Array.from(rest, (row) =>
				row.reduce((sum, value, k) => sum + value * (direction[k] ?? NaN), 0)
			);
			const next = Float64Array.from({ length: width }, (_, k) =>
				rest.reduce((sum, row, i) => sum + (row[k] ?? NaN) * (scores[i] ?? NaN), 0)
			);
			const norm = Math.hypot(...next);
			direction = next.map((value) => value / norm);
		}
		const found = direction;
		rest = rest.map((row, i) =>
			row.map((value, k) => value - (scores[i] ?? NaN) * (found[k] ?? NaN))
		);
		const norm = Math.hypot(...scores);
		return scores.map((score) => score / norm);
	});
}

const ROUGH = CASES.filter(({ toy }) => Number(toy.params?.['p']) > 5);

test.each(ROUGH)('circularity is its formula: $title', async (one) => {
	for (const { columns, network } of await measured('embedding-circularity', one)) {
		const { order } = network.structure;
		const width = network.embedding.length / order;
		const rows = Array.from({ length: order }, (_, e) =>
			network.embedding.slice(e * width, (e + 1) * width)
		);
		const shares = mainComponents(rows, 4).map((component) => {
			const powers = powersOf(component).slice(1, Math.floor(order / 2) + 1);
			return Math.max(
				...powers.map((power, i) => ((2 * (i + 1) === order ? 1 : 2) * power) / order)
			);
		});
		expect(columns['embedding_circularity']).toBeCloseTo(mean(shares), 6);
	}
});

const TRANSFORMERS = CASES.filter(
	({ toy, planted }) => toy.model === 'one-layer-transformer' && planted === undefined
);

test.each(TRANSFORMERS)('symmetricity by finite differences of the logits: $title', async (one) => {
	const [first] = await measured('gradient-symmetricity', one);
	const { columns, run, network } = first ?? expect.fail('no evaluation');
	const number = (key: string) => Number(run.spec.params[key]);
	const p = run.shape.classes;
	const d_model = number('d_model');
	const sizes = { p: p + 2, d_model, n_heads: number('n_heads'), d_mlp: number('d_mlp') };
	const embedding = network.weights['embed.W_E'] ?? new Float64Array(0);
	const row = (token: number) => embedding.subarray(token * d_model, (token + 1) * d_model);
	// Two tokens more: a copy of a and one of b, each used once.
	const logit = (a: ArrayLike<number>, b: ArrayLike<number>, c: number) => {
		const table = [
			...embedding.subarray(0, p * d_model),
			...Array.from(a),
			...Array.from(b),
			...row(p)
		];
		const weights = { ...network.weights, 'embed.W_E': table };
		return naiveTransformer(weights, sizes, p, p + 1).logits[c] ?? NaN;
	};
	const step = 1e-5;
	const moved = (x: Float64Array, k: number, by: number) =>
		x.map((value, i) => (i === k ? value + by : value));
	const cosines = symmetricityChoices(run.shape).map(({ a, b, c }) => {
		const slope = (of: (k: number, by: number) => number) =>
			Array.from({ length: d_model }, (_, k) => of(k, step) - of(k, -step));
		const left = slope((k, by) => logit(moved(row(a), k, by), row(b), c));
		const right = slope((k, by) => logit(row(a), moved(row(b), k, by), c));
		const both = left.reduce((sum, value, k) => sum + value * (right[k] ?? NaN), 0);
		return both / (Math.hypot(...left) * Math.hypot(...right));
	});
	expect(cosines).toHaveLength(100);
	expect(columns['gradient_symmetricity']).toBeCloseTo(mean(cosines), 5);
});

test('symmetricity of a deep transformer, and of it with one layer as of the one-layer model', async () => {
	const columnOf = async (model: string, params: Readonly<Record<string, ParamValue>>) => {
		const switchedOff = probes.ids.filter((id) => id !== 'gradient-symmetricity');
		const run = buildRun(toyRun({ model, params, switchedOff }), { isEvaluationOnly: true });
		const weights = new Float64Array(run.plan.parameterElements);
		for (const { name, offset, shape } of run.plan.parameters) {
			const size = shape.reduce((product, side) => product * side, 1);
			weights.set(randomValues(name.length, size), offset);
		}
		const [row] = await evaluateOnce(run, openReference, () => weights);
		return row?.columns['gradient_symmetricity'] ?? NaN;
	};
	const same = { norm: 'none', n_layers: 1, position_encoding: 'learned' };
	const one = await columnOf('one-layer-transformer', {});
	expect(await columnOf('transformer', same)).toBeCloseTo(one, 9);
	expect(Math.abs(await columnOf('transformer', { n_layers: 2 }))).toBeLessThan(1);
});

import type { LossKind } from '../../../src/engine/mechanism/row-loss.ts';
import type { EvaluationRow } from '../../../src/engine/trainer/evaluation/evaluation-row.ts';
import type { KeyFrequencyChoice } from '../../../src/engine/trainer/run-spec.ts';
import type { DirectNetwork } from './direct-network.ts';
import {
	answers,
	classCentred,
	dot,
	excludedByDefinition,
	frequenciesOf,
	lossOf,
	orthonormalBasis,
	overPairs,
	projectedLogits,
	restrictedByDefinition
} from './mechanism-oracle.ts';

const sum = (values: Iterable<number>): number =>
	[...values].reduce((total, value) => total + value, 0);
const squared = (values: ArrayLike<number>): number => dot(values, values);

/** cos and sin of 2 pi k i / n over the residues, of norm 1; the sine of n / 2 is absent. */
const axisWaves = (order: number, k: number): readonly Float64Array[] =>
	orthonormalBasis(
		[Math.cos, Math.sin].map((wave) =>
			Float64Array.from({ length: order }, (_, i) => wave((2 * Math.PI * k * i) / order))
		)
	);

/**
 * Squared norm of each wave's component, wave by wave, of a family of functions on the residues.
 */
function waveEnergies(order: number, functions: readonly Float64Array[]): readonly number[][] {
	return frequenciesOf({ order, coefficients: [1, 1] }).map((k) =>
		axisWaves(order, k).map((wave) => sum(functions.map((values) => dot(wave, values) ** 2)))
	);
}

const columnsOf = (matrix: Float64Array, width: number): readonly Float64Array[] =>
	Array.from({ length: width }, (_, j) => matrix.filter((_, i) => i % width === j));

/** Mean absolute difference over twice the mean. */
function giniByDefinition(values: readonly number[]): number {
	const differences = values.flatMap((x) => values.map((y) => Math.abs(x - y)));
	return sum(differences) / (2 * values.length * sum(values));
}

function meanLoss(
	logits: Float64Array,
	targets: readonly number[],
	pairs: readonly number[],
	kind: LossKind
): number {
	if (kind === 'softmax') return lossOf(logits, targets, pairs).loss;
	const classes = logits.length / targets.length;
	const total = sum(
		pairs.map((pair) => {
			const row = logits.subarray(pair * classes, (pair + 1) * classes);
			return squared(row.map((value, c) => value - (c === targets[pair] ? 1 : 0)));
		})
	);
	return total / (pairs.length * classes);
}

/** The rules `given` and `embedding-share`, as decisions.md words them. */
function keysOf(power: readonly number[], choice: KeyFrequencyChoice): readonly number[] {
	if (choice.rule === 'given') return choice.given;
	if (choice.rule !== 'embedding-share') throw new Error(`no definition of rule ${choice.rule}`);
	return power
		.map((value, i) => ({ k: i + 1, ratio: value / (sum(power) / power.length) }))
		.filter(({ ratio }) => ratio >= choice.ratio)
		.sort((x, y) => y.ratio - x.ratio)
		.slice(0, choice.max)
		.map(({ k }) => k);
}

/**
 * Fraction of variance that {1, cos, sin}(w_k a) x {1, cos, sin}(w_k b) explains, per neuron
 * [frequency][neuron].
 */
function neuronFractions({ structure, neurons }: DirectNetwork): readonly number[][] {
	const columns = columnsOf(neurons, neurons.length / structure.order ** 2).map((values) => {
		const mean = sum(values) / values.length;
		return values.map((value) => value - mean);
	});
	const parts = [() => 1, Math.cos, Math.sin];
	return frequenciesOf(structure).map((k) => {
		const products = parts.flatMap((left) =>
			parts.map((right) => overPairs(structure, (a, b) => left(k * a) * right(k * b)))
		);
		const [, ...basis] = orthonormalBasis(products);
		return columns.map((values) => {
			const variance = squared(values);
			return variance === 0 ? 0 : sum(basis.map((base) => dot(base, values) ** 2)) / variance;
		});
	});
}

function neuronMeasures(network: DirectNetwork) {
	const fractions = neuronFractions(network);
	const counts = new Float64Array(fractions.length);
	const neurons = fractions[0]?.length ?? 0;
	for (let j = 0; j < neurons; j++) {
		const own = fractions.map((of) => of[j] ?? NaN);
		const best = Math.max(...own);
		if (best >= 0.85) counts[own.indexOf(best)] = (counts[own.indexOf(best)] ?? NaN) + 1;
	}
	return { explained: sum(counts) / neurons, counts };
}

/** cos(w_k (s - c)) over all pairs and classes [order^3], of norm 1. */
function cosineWave({ structure }: DirectNetwork, k: number): Float64Array {
	const { order } = structure;
	const wave = answers(structure).flatMap((s) =>
		Array.from({ length: order }, (_, c) => Math.cos((2 * Math.PI * k * (s - c)) / order))
	);
	const length = Math.sqrt(squared(wave));
	return Float64Array.from(wave, (value) => value / length);
}

/** Measures that look at the logits with the key frequencies only. */
function keyMeasures(network: DirectNetwork, keys: readonly number[]) {
	const { structure, logits, train, test, kind } = network;
	const targets = answers(structure);
	const restricted = restrictedByDefinition(logits, structure, keys);
	const centred = classCentred(logits, structure.order);
	const fitted = keys.map((k) => dot(cosineWave(network, k), centred) ** 2);
	const hasKeys = keys.length > 0;
	const values = {
		excluded_loss: meanLoss(excludedByDefinition(logits, structure, keys), targets, train, kind),
		restricted_loss: meanLoss(restricted, targets, [...targets.keys()], kind),
		restricted_train_loss: meanLoss(restricted, targets, train, kind),
		restricted_test_loss: meanLoss(restricted, targets, test, kind),
		restricted_accuracy: lossOf(restricted, targets, [...targets.keys()]).accuracy,
		trig_fraction: squared(projectedLogits(logits, structure, keys)) / squared(centred),
		logit_fit: sum(fitted) / squared(centred)
	};
	return Object.fromEntries(
		Object.entries(values).map(([id, value]) => [id, hasKeys ? value : NaN] as const)
	);
}

/**
 * Everything that the probes say of a network, each by its definition in full: O(frequencies
 * order^3), toy sizes only.
 */
export function measuresByDefinition(
	network: DirectNetwork,
	choice: KeyFrequencyChoice
): Pick<EvaluationRow, 'columns' | 'spectra' | 'vectors'> {
	const { structure, weights, logits, train, kind } = network;
	const { order } = structure;
	const frequencies = frequenciesOf(structure);
	const targets = answers(structure);
	const embedding = waveEnergies(
		order,
		columnsOf(network.embedding, network.embedding.length / order)
	);
	const neurons = network.neuronLogitMap.length / order;
	const map = waveEnergies(
		order,
		Array.from({ length: neurons }, (_, i) =>
			network.neuronLogitMap.subarray(i * order, (i + 1) * order)
		)
	);
	const [power, mapPower] = [embedding.map(sum), map.map(sum)];
	const keys = keysOf(power, choice);
	const shares = power.map((value) => value / sum(power));
	const excluded = frequencies.map((k) =>
		meanLoss(excludedByDefinition(logits, structure, [k]), targets, train, kind)
	);
	const coefficients = Float64Array.from(frequencies, (k) => dot(cosineWave(network, k), logits));
	const { explained, counts } = neuronMeasures(network);
	const squares = Object.entries(weights).map(([name, values]) => [name, squared(values)] as const);
	const entropy = -sum(shares.map((share) => (share === 0 ? 0 : share * Math.log(share))));
	const norm = Math.sqrt(squared(logits));
	return {
		columns: {
			embedding_top_5_share: sum(shares.toSorted((x, y) => y - x).slice(0, 5)),
			embedding_entropy: frequencies.length === 1 ? 0 : entropy / Math.log(frequencies.length),
			key_frequency_count: keys.length,
			gini_embedding: giniByDefinition(embedding.flat().map(Math.sqrt)),
			gini_neuron_logit: giniByDefinition(map.flat().map(Math.sqrt)),
			excluded_single_max: Math.max(...excluded),
			explained_neurons: explained,
			...keyMeasures(network, keys),
			sum_of_squared_weights: sum(squares.map(([, value]) => value)),
			...Object.fromEntries(
				squares.map(([name, value]) => [`sum_of_squared_weights:${name}`, value])
			)
		},
		spectra: {
			'embedding-spectrum': Float64Array.from(power),
			'neuron-logit-spectrum': Float64Array.from(mapPower)
		},
		vectors: {
			excluded_by_frequency: Float64Array.from(excluded),
			cosine_coefficient: coefficients,
			cosine_similarity: coefficients.map((value) => value / norm),
			neurons_by_frequency: counts
		}
	};
}

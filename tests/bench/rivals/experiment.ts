import { elementCount } from '../../../src/engine/core/tensor.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { initialWeights } from '../../../src/engine/trainer/data/initialize.ts';
import { benchSpec, OPTIMIZER, type BenchCase } from '../bench-case.ts';

export interface InitialTensor {
	readonly name: string;
	readonly shape: readonly number[];
	readonly data: Float32Array;
}

/** What all compared libraries train: our split, our initial weights, one optimizer. */
export interface Experiment {
	readonly sizes: BenchCase;
	/** Tokens and answer of every train pair. */
	readonly a: Int32Array;
	readonly b: Int32Array;
	readonly answer: Int32Array;
	readonly parameters: readonly InitialTensor[];
	readonly optimizer: typeof OPTIMIZER;
}

export function createExperiment(sizes: BenchCase): Experiment {
	const run = buildRun(benchSpec(sizes));
	const pairs = run.split(0).train;
	const a = Int32Array.from(pairs, (pair) => Math.floor(pair / sizes.p));
	const b = Int32Array.from(pairs, (pair) => pair % sizes.p);
	const flat = initialWeights(run, 0);
	return {
		sizes,
		a,
		b,
		answer: a.map((value, i) => (value + (b[i] ?? 0)) % sizes.p),
		parameters: run.plan.parameters.map(({ name, shape, offset }) => ({
			name,
			shape,
			data: flat.slice(offset, offset + elementCount(shape))
		})),
		optimizer: OPTIMIZER
	};
}

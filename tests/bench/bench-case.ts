import type { RunSpec } from '../../src/engine/trainer/run-spec.ts';
import { toyRun } from '../support/runs/run-spec.ts';

/** A size of the one-layer transformer that is measured. */
export interface BenchCase {
	readonly p: number;
	readonly d_model: number;
	readonly n_heads: number;
	readonly d_mlp: number;
	readonly fracTrain: number;
}

/** The two sizes at which rivals are compared, and the canonical run (performance.md). */
export const BENCH_CASES = {
	p31: { p: 31, d_model: 64, n_heads: 4, d_mlp: 256, fracTrain: 0.5 },
	p59: { p: 59, d_model: 128, n_heads: 4, d_mlp: 512, fracTrain: 0.3 },
	p113: { p: 113, d_model: 128, n_heads: 4, d_mlp: 512, fracTrain: 0.3 }
} as const satisfies Record<string, BenchCase>;

/** AdamW of all compared libraries, without warm-up, so that every step is the same work. */
export const OPTIMIZER = { lr: 1e-3, weight_decay: 1, beta1: 0.9, beta2: 0.98, eps: 1e-8 } as const;

/**
 * So rare that evaluations cost nothing; not larger, since a search visits every step of an
 * interval.
 */
const EVALUATE_EVERY = 20_000;
const BUDGET = 1_000_000_000;

/** Modular addition without evaluations after step 0, so that only training is timed. */
export function benchSpec({ fracTrain, ...sizes }: BenchCase, replicas = 1): RunSpec {
	return toyRun({
		params: { ...sizes, ...OPTIMIZER, warmup_steps: 0 },
		fracTrain,
		replicas,
		steps: BUDGET,
		evaluateEvery: EVALUATE_EVERY
	});
}

export function describeCase({ p, d_model, d_mlp, fracTrain }: BenchCase): string {
	return `p ${String(p)}, d ${String(d_model)}, MLP ${String(d_mlp)}, ${String(100 * fracTrain)} %`;
}

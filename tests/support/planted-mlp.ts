import type { RunSpec } from '../../src/engine/trainer/run-spec.ts';
import { toyRun } from './run-spec.ts';

const PHASES = 4;

/**
 * The quadratic MLP that adds with one frequency (Gromov 2023): U = cos(w a + phi), V = cos(w b + psi), W = cos(w c + phi +
 * psi), a neuron for every pair of 4 phases phi, 4 phases psi. Over the neurons everything but waves of a + b cancels.
 */
export function plantedMlp(
	p: number,
	k: number
): { readonly spec: RunSpec; readonly weights: Float64Array; readonly neurons: number } {
	const neurons = PHASES ** 2;
	const padded = 64 * Math.ceil((p * neurons) / 64);
	const weights = new Float64Array(3 * padded);
	const cos = (t: number, phase: number) =>
		Math.cos((2 * Math.PI * k * t) / p + (2 * Math.PI * phase) / PHASES);
	for (let n = 0; n < neurons; n++) {
		const [phi, psi] = [Math.floor(n / PHASES), n % PHASES];
		for (let t = 0; t < p; t++) {
			weights[t * neurons + n] = cos(t, phi);
			weights[padded + t * neurons + n] = cos(t, psi);
			weights[2 * padded + n * p + t] = cos(t, phi + psi);
		}
	}
	const spec = toyRun({ model: 'quadratic-mlp', params: { p, d_mlp: neurons } });
	return { spec, weights, neurons };
}

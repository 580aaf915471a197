import type { RunSpec } from '../../../src/engine/trainer/run-spec.ts';
import { toyRun } from '../runs/run-spec.ts';

const PHASES = 4;

export interface PlantedMlp {
	readonly spec: RunSpec;
	/** Flat [P]. */
	readonly weights: Float64Array;
	readonly neurons: number;
	/**
	 * Of all pairs alike, in nats: logits amplitude cos(w (a + b - c)) and nothing else, with
	 * amplitude = neurons / 2.
	 */
	readonly loss: number;
}

/**
 * Orders, and every frequency of each that has two directions: the first, the last, and all
 * between.
 */
export const PLANTED_CASES: readonly (readonly [p: number, k: number])[] = [13, 14].flatMap((p) =>
	Array.from({ length: Math.ceil(p / 2) - 1 }, (_, i) => [p, i + 1] as const)
);

/**
 * And p / 2, whose one direction is alternating signs: they tell the parity of the answer, and no
 * more.
 */
export const ALL_PLANTED_CASES: typeof PLANTED_CASES = [...PLANTED_CASES, [14, 7]];

/**
 * The quadratic MLP that adds with one frequency (Gromov 2023): U = offset + cos(w a + phi), V =
 * cos(w b + psi), W = cos(w c + phi + psi), a neuron for every pair of 4 phases phi, 4 phases psi.
 * Over the neurons everything but waves of a + b cancels. For k = p / 2 the waves are alternating
 * signs: neurons with an odd phi or psi see one operand or none, the other 4 do the work of all.
 * @param offset of no effect on the logits: beside it the waves at 2 k, that squaring makes, become
 * small in every neuron
 */
export function plantedMlp(p: number, k: number, offset = 0): PlantedMlp {
	const neurons = PHASES ** 2;
	const padded = 64 * Math.ceil((p * neurons) / 64);
	const weights = new Float64Array(3 * padded);
	const cos = (t: number, phase: number) =>
		Math.cos((2 * Math.PI * k * t) / p + (2 * Math.PI * phase) / PHASES);
	for (let n = 0; n < neurons; n++) {
		const [phi, psi] = [Math.floor(n / PHASES), n % PHASES];
		for (let t = 0; t < p; t++) {
			weights[t * neurons + n] = offset + cos(t, phi);
			weights[padded + t * neurons + n] = cos(t, psi);
			weights[2 * padded + n * p + t] = cos(t, phi + psi);
		}
	}
	const spec = toyRun({ model: 'quadratic-mlp', params: { p, d_mlp: neurons } });
	const others = Array.from({ length: p }, (_, d) => Math.exp((neurons / 2) * (cos(d, 0) - 1)));
	const loss = Math.log(others.reduce((sum, value) => sum + value, 0));
	return { spec, weights, neurons, loss };
}

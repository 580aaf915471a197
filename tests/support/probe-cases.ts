import { buildRun, type BuiltRun } from '../../src/engine/trainer/build/build-run.ts';
import type { EvaluationRow } from '../../src/engine/trainer/evaluation/evaluation-row.ts';
import { probes } from '../../src/engine/probes/index.ts';
import type { AdapterKind } from '../../src/engine/ops/define.ts';
import { randomValues } from './oracles/mechanism-oracle.ts';
import { toyRun, type ToyRun } from './runs/run-spec.ts';

/** A network whose measures are tested. */
export interface ProbeCase {
	readonly title: string;
	readonly toy: ToyRun;
	/**
	 * A wave of this frequency (plus the replica) is planted in the embeddings; undefined: random
	 * weights.
	 */
	readonly planted: number | undefined;
}

const MODELS = ['one-layer-transformer', 'quadratic-mlp'];
const LOSSES = ['cross-entropy', 'mean-squared-error'];
const given = (...frequencies: readonly number[]) =>
	({ rule: 'given', ratio: 2.5, max: 10, given: frequencies }) as const;

/**
 * Odd and even orders, sum and difference, both models and losses, in two replicas with splits of
 * their own.
 */
export const PROBE_CASES: readonly ProbeCase[] = MODELS.flatMap((model) =>
	LOSSES.flatMap((loss) =>
		[
			{ p: 7, task: 'modular-addition', keyFrequencies: given(1, 3) },
			{ p: 6, task: 'modular-subtraction', keyFrequencies: given(3) },
			{ p: 12, task: 'modular-addition', keyFrequencies: given(6, 2, 5) },
			{ p: 5, task: 'modular-subtraction', keyFrequencies: given(2) },
			{ p: 5, task: 'modular-addition' },
			{ p: 7, task: 'modular-subtraction', planted: 1 },
			{ p: 12, task: 'modular-addition', planted: 5 },
			{ p: 13, task: 'modular-subtraction', planted: 3, params: { d_mlp: 24 } }
		].map(({ p, task, planted, params, ...rest }) => ({
			title: `${model}, ${loss}, ${task}, p = ${String(p)}, ${planted ? 'planted' : 'random'} weights, ${rest.keyFrequencies ? 'given frequencies' : 'default rule'}`,
			toy: {
				...rest,
				model,
				loss,
				task,
				replicas: 2,
				seeds: { split: 3, init: 0, probe: 0 },
				params: { ...params, p }
			},
			planted
		}))
	)
);

/** A case whose pairs fill one chunk of evaluation and part of another. */
export const CHUNKED_CASE: ProbeCase = {
	title: 'quadratic-mlp, cross-entropy, modular-addition, p = 67, two chunks',
	toy: { model: 'quadratic-mlp', params: { p: 67, d_mlp: 4 }, replicas: 2, fracTrain: 0.3 },
	planted: 9
};

/** The case as a plan that only evaluates. */
export const buildCase = ({ toy }: ProbeCase, adapterKind: AdapterKind = 'software'): BuiltRun =>
	buildRun(toyRun(toy), { isEvaluationOnly: true, adapterKind });

/** Which operand an embedding is of. */
const OPERANDS: Readonly<Record<string, 0 | 1>> = { 'embed.W_E': 0, U: 0, V: 1 };
const NOISE = 0.2;

/**
 * Plants a wave in the rows of an embedding that belong to residues: offset + cos(w t + turn),
 * where the turns of the columns go once round, and every fourth column has no offset. The
 * quadratic MLP's W answers it: with U = cos(w a + turn) and V = cos(w b + turn), W = cos(w c + 2
 * turn) gives logits ~ cos(w (a + b - c)).
 */
function plantWave(name: string, matrix: Float64Array, run: BuiltRun, k: number): void {
	const { classes: p, structure } = run.shape;
	const operand = OPERANDS[name];
	if (structure.kind !== 'cyclic' || (operand === undefined && name !== 'W')) return;
	const outer = name === 'embed.W_E' ? p + 1 : p;
	const width = matrix.length / outer;
	const isEmbedding = operand !== undefined;
	for (let t = 0; t < p; t++) {
		const angle = (2 * Math.PI * k * t * (isEmbedding ? structure.coefficients[operand] : 1)) / p;
		for (let j = 0; j < width; j++) {
			const turn = (2 * Math.PI * j) / width;
			const at = isEmbedding ? t * width + j : j * p + t;
			const wave = isEmbedding
				? Math.sign((j + 1) % 4) + Math.cos(angle + turn)
				: Math.cos(angle + 2 * turn);
			matrix[at] = wave + NOISE * (matrix[at] ?? NaN);
		}
	}
}

/** Weights [P] of a replica, float32 numbers, so that every backend begins with the same. */
export function weightsOf({ planted }: ProbeCase, run: BuiltRun, replica: number): Float64Array {
	const { parameters, parameterElements } = run.plan;
	const flat = new Float64Array(parameterElements);
	parameters.forEach(({ name, offset, shape }, i) => {
		const length = shape.reduce((product, size) => product * size, 1);
		const values = randomValues(100 * replica + i, length).map((value) => 0.6 * value);
		if (planted !== undefined) plantWave(name, values, run, planted + replica);
		flat.set(values.map(Math.fround), offset);
	});
	return flat;
}

const SCALARS: ReadonlySet<string> = new Set(
	probes.all.flatMap(({ scalars }) => scalars.map(({ id }) => id))
);

/** The columns that probes gave. */
export const measuredColumns = ({ columns }: EvaluationRow): Readonly<Record<string, number>> =>
	Object.fromEntries(Object.entries(columns).filter(([id]) => SCALARS.has(id.replace(/:.*/, ''))));

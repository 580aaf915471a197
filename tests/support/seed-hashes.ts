import { createHash } from 'node:crypto';
import { createRng } from '../../src/engine/core/rng.ts';
import { modularAddition } from '../../src/engine/tasks/modular-addition.ts';
import { buildRun } from '../../src/engine/trainer/build/build-run.ts';
import { initialParameters } from '../../src/engine/trainer/data/initialize.ts';
import { toyRun } from './runs/run-spec.ts';

export interface SeedHashes {
	readonly splits: Readonly<Record<string, string>>;
	readonly weights: Readonly<Record<string, string>>;
}

const SEEDS = [0, 1, 2, 42, 4_294_967_295];
const SPLITS: readonly (readonly [p: number, fraction: number])[] = [
	[2, 0.5],
	[7, 0.6],
	[12, 0.25],
	[31, 0.6],
	[97, 0.5],
	[113, 0.3]
];
const MODES = ['ordered', 'unordered'];
const MODELS: readonly (readonly [
	model: string,
	params: Readonly<Record<string, number | string>>,
	task?: string
])[] = [
	['one-layer-transformer', { p: 7, d_model: 8, n_heads: 2, d_mlp: 16 }],
	['one-layer-transformer', { p: 113, d_model: 128, n_heads: 4, d_mlp: 512 }],
	['quadratic-mlp', { p: 11, d_mlp: 13 }],
	['quadratic-mlp', { p: 97, d_mlp: 500 }],
	...['normal', 'pytorch', 'orthogonal'].map(
		(weight_init) => ['transformer', { p: 11, weight_init }] as const
	),
	['embedding-mlp', { p: 11, d_embed: 7, d_mlp: 13 }],
	...['normal', 'pytorch', 'inverse-p', 'cube-root', 'ntk'].map(
		(mlp_init) => ['mlp', { p: 11, d_mlp: 13, n_hidden: 2, mlp_init }] as const
	),
	['sign-mlp', { n_bits: 11, d_mlp: 13 }, 'sparse-parity']
];

/** Little-endian bytes, whatever the machine. */
function sha256(values: Uint32Array | Float32Array): string {
	const bytes = new DataView(new ArrayBuffer(4 * values.length));
	values.forEach((value, i) => {
		if (values instanceof Uint32Array) bytes.setUint32(4 * i, value, true);
		else bytes.setFloat32(4 * i, value, true);
	});
	return createHash('sha256').update(bytes).digest('hex');
}

/**
 * SHA-256 of the train pairs and initial weights of several seeds: a link must keep its meaning.
 */
export function seedHashes(): SeedHashes {
	const splits = SPLITS.flatMap(([p, fraction]) =>
		MODES.flatMap((mode) =>
			SEEDS.map((seed) => {
				const params = { p, frac_train: fraction, split_pairs: mode };
				const { train } = modularAddition.split(params, (stream) => createRng(seed, stream));
				return [`p=${p} frac_train=${fraction} ${mode} seed=${seed}`, sha256(train)] as const;
			})
		)
	);
	const weights = MODELS.flatMap(([model, params, task]) => {
		const { parameters } = buildRun(
			toyRun({ model, params, ...(task === undefined ? {} : { task }) })
		);
		const sizes = Object.entries(params).map(([key, value]) => `${key}=${value}`);
		return SEEDS.map(
			(seed) =>
				[
					`${model} ${sizes.join(' ')} seed=${seed}`,
					sha256(initialParameters(parameters, seed))
				] as const
		);
	});
	return { splits: Object.fromEntries(splits), weights: Object.fromEntries(weights) };
}

import { readFileSync } from 'node:fs';
import type { Session } from '../../src/engine/core/session.ts';
import { buildRun, type BuiltRun } from '../../src/engine/trainer/build-run.ts';
import { Trainer, type BatchResult } from '../../src/engine/trainer/trainer.ts';
import { toyRun } from './run-spec.ts';

interface TorchTensor {
	readonly shape: readonly number[];
	readonly data: readonly number[];
}

/** A golden made by PyTorch in float64; see tests/golden/README.md for its origin. */
interface TorchParity {
	readonly config: Readonly<Record<string, number | string>>;
	readonly train_pairs: readonly (readonly [number, number])[];
	readonly test_pairs: readonly (readonly [number, number])[];
	readonly init: Readonly<Record<string, TorchTensor>>;
	readonly grad_at_step_0: Readonly<Record<string, TorchTensor>>;
	readonly loss: readonly (readonly [number, number, number])[];
	readonly final: Readonly<Record<string, TorchTensor>>;
}

export const PARITY_FILES = [
	'torch-parity-transformer-p7.json',
	'torch-parity-quadratic-mlp-p11.json'
] as const;

function readGolden(file: string): TorchParity {
	const parsed: unknown = JSON.parse(
		readFileSync(new URL(`../golden/${file}`, import.meta.url), 'utf8')
	);
	if (!isParity(parsed)) throw new Error(`${file}: not a parity file`);
	return parsed;
}

function isParity(value: unknown): value is TorchParity {
	return typeof value === 'object' && value !== null && 'grad_at_step_0' in value;
}

/** Largest |got - expected| relative to the largest |expected| of the tensor. */
export function relativeToLargest(got: ArrayLike<number>, expected: readonly number[]): number {
	const scale = Math.max(...expected.map(Math.abs), Number.MIN_VALUE);
	return Math.max(...expected.map((value, i) => Math.abs((got[i] ?? NaN) - value))) / scale;
}

/** Euclidean distance relative to the norm of what was expected. */
export function relativeNorm(got: ArrayLike<number>, expected: readonly number[]): number {
	const square = (values: readonly number[]) => values.reduce((sum, v) => sum + v * v, 0);
	return Math.sqrt(square(expected.map((v, i) => (got[i] ?? NaN) - v)) / square(expected));
}

export interface ParityErrors {
	/** Worst relative error of any train or test loss. */
	readonly loss: number;
	readonly gradients: ReadonlyMap<string, number>;
	readonly weights: ReadonlyMap<string, number>;
	/** Losses compared. */
	readonly compared: number;
}

/** Replays a PyTorch trajectory on a backend and measures how far it is. */
export async function measureParity(
	file: string,
	open: (run: BuiltRun) => Promise<Session>,
	compareWeights: (got: ArrayLike<number>, expected: readonly number[]) => number
): Promise<ParityErrors> {
	const golden = readGolden(file);
	const { config } = golden;
	const p = Number(config['p']);
	const steps = Number(config['steps']);
	const isMlp = config['model'] === 'quadratic-mlp';
	const params = Object.fromEntries(
		[
			'p',
			'd_model',
			'n_heads',
			'd_mlp',
			'lr',
			'weight_decay',
			'beta1',
			'beta2',
			'eps',
			'warmup_steps'
		]
			.filter((key) => config[key] !== undefined)
			.map((key) => [key, config[key] ?? 0])
	);
	const spec = toyRun({
		model: String(config['model']),
		loss: isMlp ? 'mean-squared-error' : 'cross-entropy',
		params,
		steps,
		evaluateEvery: 1
	});
	const indices = (pairs: readonly (readonly [number, number])[]) =>
		Uint32Array.from(pairs, ([a, b]) => a * p + b);
	const split = { train: indices(golden.train_pairs), test: indices(golden.test_pairs) };
	const run = buildRun(spec, { split: () => split });
	const session = await open(run);
	const trainer = new Trainer(run, session, { now: () => 0, yield: () => Promise.resolve() });
	const initial = new Float64Array(run.plan.parameterElements);
	for (const { name, offset } of run.plan.parameters)
		initial.set(golden.init[name]?.data ?? [], offset);
	trainer.setParameters(() => initial);

	const results: BatchResult[] = [];
	const onBatch = (result: BatchResult) => results.push(result);
	await trainer.train({ until: 1, shouldStop: () => false, onBatch });
	const gradients = new Map<string, number>();
	for (const { name } of run.plan.parameters) {
		const [got] = await session.read([{ name: `grad ${name}` }]);
		const expected = golden.grad_at_step_0[name]?.data ?? [];
		gradients.set(name, relativeToLargest(got ?? [], expected));
	}
	await trainer.train({ until: steps, shouldStop: () => false, onBatch });
	const weights = new Map<string, number>();
	for (const { name } of run.plan.parameters) {
		const [got] = await session.read([{ name }]);
		weights.set(name, compareWeights(got ?? [], golden.final[name]?.data ?? []));
	}
	session.dispose();
	const rows = results.flatMap(({ evaluations }) => evaluations[0] ?? []);
	const errors = rows.flatMap(({ step, columns }) => {
		const [, train = NaN, test = NaN] = golden.loss[step] ?? [];
		return [
			Math.abs((columns['train_loss'] ?? NaN) / train - 1),
			Math.abs((columns['test_loss'] ?? NaN) / test - 1)
		];
	});
	return { loss: Math.max(...errors), gradients, weights, compared: rows.length };
}

import { readFileSync } from 'node:fs';
import { constraints, DEFAULT_CONSTRAINT } from '../../src/engine/constraints/index.ts';
import { DEFAULT_FILTER, filters } from '../../src/engine/filters/index.ts';
import { models } from '../../src/engine/models/index.ts';
import { optimizers } from '../../src/engine/optimizers/index.ts';
import type { EvaluationRow } from '../../src/engine/trainer/evaluation/evaluation-row.ts';
import { buildRun, type BuiltRun } from '../../src/engine/trainer/build/build-run.ts';
import { Trainer } from '../../src/engine/trainer/train/trainer.ts';
import type { BurstResult } from '../../src/engine/trainer/train/burst-reader.ts';
import { toyRun } from './runs/run-spec.ts';
import type { OpenSession } from './runs/toy-training.ts';

interface TorchTensor {
	readonly shape: readonly number[];
	readonly data: readonly number[];
}

/** A golden made by PyTorch in float64; see tests/golden/README.md for its origin. */
interface TorchParity {
	readonly config: Readonly<Record<string, number | string | boolean>>;
	readonly train_pairs: readonly (readonly [number, number])[];
	readonly test_pairs: readonly (readonly [number, number])[];
	readonly init: Readonly<Record<string, TorchTensor>>;
	readonly grad_at_step_0: Readonly<Record<string, TorchTensor>>;
	readonly loss: readonly (readonly [number, number, number])[];
	readonly final: Readonly<Record<string, TorchTensor>>;
}

export interface ParityCase {
	readonly title: string;
	readonly file: string;
	/** Of a file that holds several. */
	readonly part?: string;
	readonly formulation: string;
}

const FILES = [
	['one-layer-transformer', 'torch-parity-transformer-p7.json'],
	['quadratic-mlp', 'torch-parity-quadratic-mlp-p11.json'],
	['transformer', 'torch-transformer.json'],
	['quadratic-mlp', 'torch-losses.json'],
	['one-layer-transformer', 'torch-rules.json'],
	['mlp', 'torch-mlp.json']
] as const;

/** Made by torch_slots.py: optimizers that treat weights by their kind. */
const SLOT_FILES = [
	['one-layer-transformer', 'torch-parity-transformer-p7-muon.json'],
	['one-layer-transformer', 'torch-parity-transformer-p7-egd.json'],
	['quadratic-mlp', 'torch-parity-quadratic-mlp-p11-egd.json']
] as const;

function readJson(file: string): unknown {
	return JSON.parse(readFileSync(new URL(`../golden/${file}`, import.meta.url), 'utf8'));
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null;

/** The trajectories of a file that holds several, by name. */
function partsOf(content: unknown): Readonly<Record<string, unknown>> | undefined {
	if (isParity(content) || !isRecord(content)) return undefined;
	return isRecord(content['runs']) ? content['runs'] : content;
}

const inAllFormulations = (files: typeof FILES | typeof SLOT_FILES): readonly ParityCase[] =>
	files.flatMap(([model, file]) => {
		const parts = partsOf(readJson(file));
		return (parts === undefined ? [undefined] : Object.keys(parts)).flatMap((part) =>
			models.get(model).formulations.map(({ id }) => ({
				title: `${part ?? file}, ${id}`,
				file,
				...(part === undefined ? {} : { part }),
				formulation: id
			}))
		);
	});

/** Every golden of AdamW, and of filters, constraints and rates by kind, in every formulation of its model. */
export const PARITY_CASES: readonly ParityCase[] = inAllFormulations(FILES);
/** Every golden of an optimizer by slot. */
export const SLOT_PARITY_CASES: readonly ParityCase[] = inAllFormulations(SLOT_FILES);

function readGolden({ file, part }: ParityCase): TorchParity {
	const content = readJson(file);
	const own = part === undefined ? content : partsOf(content)?.[part];
	// Pairs and initial weights may be those of another file.
	const start = isRecord(content) && typeof content['start'] === 'string' ? content['start'] : '';
	const golden = start === '' || !isRecord(own) ? own : Object.assign(readJson(start) ?? {}, own);
	if (!isParity(golden)) throw new Error(`${file}: not a parity file`);
	return golden;
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
	/** Losses compared, and how many there are. */
	readonly compared: number;
	readonly expected: number;
}

/** The run of a golden on its own pairs, built in one of the model's formulations. */
function goldenRun(
	{ config, train_pairs, test_pairs }: TorchParity,
	formulation: string
): BuiltRun {
	const p = Number(config['p']);
	const isMlp = config['model'] === 'quadratic-mlp';
	const optimizer = String(config['optimizer'] ?? 'adamw');
	const filter = String(config['filter'] ?? DEFAULT_FILTER);
	const constraint = String(config['constraint'] ?? DEFAULT_CONSTRAINT);
	const known = {
		...models.get(String(config['model'])).params,
		...optimizers.get(optimizer).params,
		...filters.get(filter).params,
		...constraints.get(constraint).params
	};
	const params = Object.entries(config).filter(([key]) => key === 'p' || key in known);
	const spec = toyRun({
		model: String(config['model']),
		...{ optimizer, filter, constraint },
		loss: String(config['loss'] ?? (isMlp ? 'mean-squared-error' : 'cross-entropy')),
		params: Object.fromEntries(params),
		steps: Number(config['steps']),
		evaluateEvery: 1
	});
	const indices = (pairs: readonly (readonly [number, number])[]) =>
		Uint32Array.from(pairs, ([a, b]) => a * p + b);
	const split = { train: indices(train_pairs), test: indices(test_pairs) };
	return buildRun(spec, { split: () => split, formulation });
}

/** Worst relative error of any evaluated loss. */
function worstLoss(golden: TorchParity, rows: readonly EvaluationRow[]): number {
	const errors = rows.flatMap(({ step, columns }) => {
		const [, train = NaN, test = NaN] = golden.loss[step] ?? [];
		return [
			Math.abs((columns['train_loss'] ?? NaN) / train - 1),
			Math.abs((columns['test_loss'] ?? NaN) / test - 1)
		];
	});
	return Math.max(...errors);
}

/** Replays a PyTorch trajectory on a backend and measures how far it is. */
export async function measureParity(
	parity: ParityCase,
	open: OpenSession,
	compareWeights: (got: ArrayLike<number>, expected: readonly number[]) => number
): Promise<ParityErrors> {
	const golden = readGolden(parity);
	const run = goldenRun(golden, parity.formulation);
	const session = await open(run.plan);
	const trainer = new Trainer(run, session, { now: () => 0, yield: () => Promise.resolve() });
	const { parameters } = run.plan;
	const initial = new Float64Array(run.plan.parameterElements);
	for (const { name, offset } of parameters) initial.set(golden.init[name]?.data ?? [], offset);
	trainer.setParameters(() => initial);
	const compare = async (
		prefix: string,
		expected: TorchParity['init'],
		distance: typeof compareWeights
	) => {
		const errors = new Map<string, number>();
		for (const { name } of parameters) {
			const [got] = await session.read([{ name: prefix + name }]);
			errors.set(name, distance(got ?? [], expected[name]?.data ?? []));
		}
		return errors;
	};
	const results: BurstResult[] = [];
	const onBurst = (result: BurstResult) => results.push(result);
	const shouldStop = () => false;
	await trainer.train({ until: 1, shouldStop, onBurst });
	const gradients = await compare('grad ', golden.grad_at_step_0, relativeToLargest);
	await trainer.train({ until: run.spec.steps, shouldStop, onBurst });
	const weights = await compare('', golden.final, compareWeights);
	session.dispose();
	const rows = results.flatMap(({ evaluations }) => evaluations[0] ?? []);
	return {
		loss: worstLoss(golden, rows),
		gradients,
		weights,
		compared: rows.length,
		expected: golden.loss.length
	};
}

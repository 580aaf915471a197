import { createHash } from 'node:crypto';
import type { ParamValue } from '../../src/engine/core/param-schema.ts';
import type { Session } from '../../src/engine/core/session.ts';
import { buildRun, type BuiltRun } from '../../src/engine/trainer/build/build-run.ts';
import { Trainer } from '../../src/engine/trainer/train/trainer.ts';
import type { BurstResult } from '../../src/engine/trainer/train/burst-reader.ts';
import golden from '../golden/torch-tasks.json';
import { toyRun } from './runs/run-spec.ts';
import { relativeNorm, relativeToLargest } from './torch-parity.ts';

/** A run that PyTorch made in float64; see tests/golden/README.md for its origin. */
interface TorchRun {
	readonly config: Readonly<Record<string, ParamValue>>;
	readonly seed: number;
	readonly batch_size: number;
	readonly evaluate_every: number;
	/** Of the indices of the train examples, ascending, as u32 in little-endian order. */
	readonly train_sha256: string;
	/** Of the targets of all examples, in the same way. */
	readonly targets_sha256: string;
	/** Initial weights are the numbers of `init` divided by it. */
	readonly init_unit: number;
	readonly init: Readonly<Record<string, readonly number[]>>;
	/** Of the examples of each update, before it. */
	readonly batch_loss: readonly number[];
	/** Over the train and the test split, at each evaluated step. */
	readonly loss: readonly (readonly number[])[];
	readonly final: Readonly<Record<string, readonly number[]>>;
}

const RUNS: Readonly<Record<string, TorchRun>> = golden;
export const TASK_RUNS = Object.keys(RUNS);

export function torchRun(title: string): { readonly torch: TorchRun; readonly run: BuiltRun } {
	const torch = RUNS[title];
	if (torch === undefined) throw new Error(`torch-tasks.json: no run "${title}"`);
	const { task, model, optimizer, ...params } = torch.config;
	const spec = toyRun({
		task: String(task),
		model: String(model),
		optimizer: String(optimizer),
		seeds: { split: torch.seed, batch: torch.seed },
		params,
		batchSize: torch.batch_size,
		steps: torch.batch_loss.length,
		evaluateEvery: torch.evaluate_every
	});
	return { torch, run: buildRun(spec) };
}

/** SHA-256 of numbers as u32 in little-endian order. */
export function digestOf(numbers: Uint32Array): string {
	const bytes = new DataView(new ArrayBuffer(4 * numbers.length));
	numbers.forEach((value, i) => {
		bytes.setUint32(4 * i, value, true);
	});
	return createHash('sha256').update(bytes).digest('hex');
}

/** The largest relative error; NaN where a number is missing. */
const worst = (got: readonly number[], expected: readonly number[]) =>
	Math.max(...expected.map((value, i) => Math.abs((got[i] ?? NaN) / value - 1)));

/**
 * Difference of a backend from PyTorch: relative errors of losses, and of the final weights by
 * name.
 */
export async function followTorch(
	{ torch, run }: ReturnType<typeof torchRun>,
	session: Session
): Promise<{
	readonly losses: Readonly<Record<'batch' | 'train' | 'test', number>>;
	readonly weights: ReadonlyMap<string, { readonly largest: number; readonly norm: number }>;
}> {
	const trainer = new Trainer(run, session, { now: () => 0, yield: () => Promise.resolve() });
	const initial = new Float64Array(run.plan.parameterElements);
	const { parameters } = run.plan;
	for (const { name, offset } of parameters) {
		const units = torch.init[name] ?? [];
		initial.set(
			units.map((value) => value / torch.init_unit),
			offset
		);
	}
	trainer.setParameters(() => initial);
	const results: BurstResult[] = [];
	await trainer.train({
		until: run.spec.steps,
		shouldStop: () => false,
		onBurst: (result) => results.push(result)
	});
	const rows = results.flatMap(({ evaluations }) => evaluations[0] ?? []);
	const column = (id: string) => rows.map(({ columns }) => columns[id] ?? NaN);
	const side = (i: number) => torch.loss.map((both) => both[i] ?? NaN);
	const weights = new Map<string, { largest: number; norm: number }>();
	for (const { name } of parameters) {
		const [got = []] = await session.read([{ name }]);
		const expected = torch.final[name] ?? [];
		weights.set(name, {
			largest: relativeToLargest(got, expected),
			norm: relativeNorm(got, expected)
		});
	}
	return {
		losses: {
			batch: worst(
				results.flatMap(({ loss }) => [...(loss[0] ?? [])]),
				torch.batch_loss
			),
			train: worst(column('train_loss'), side(0)),
			test: worst(column('test_loss'), side(1))
		},
		weights
	};
}

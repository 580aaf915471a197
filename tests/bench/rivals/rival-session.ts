import type { Page } from 'playwright';
import { calibrate } from '../calibrate.ts';
import type { BenchOptions } from '../options.ts';
import type { CaseId, RivalId } from './page.ts';
import { rotated } from '../rotated.ts';
import { lossDifferenceOf } from '../statistics.ts';
import { digits } from '../table.ts';

export const RUNNERS: readonly RivalId[] = [
	'folded',
	'jax-webgpu',
	'last-position',
	'jax-wasm',
	'tfjs-webgpu'
];

/**
 * Losses are compared over so many steps from the same weights, in the first session and in the
 * others.
 */
const COMPARED_STEPS = { first: 10, others: 2 } as const;
/**
 * Relative. Float32 sums in another order differ by 1e-6 or so in a gradient, and Adam's first
 * steps have the size of the learning rate whatever the gradient's, so the differences grow with
 * the steps.
 */
const LOSS_TOLERANCE = 1e-3;

/** Measurements of a runner in one browser. */
export interface Race {
	/** Steps of one repeat. */
	readonly steps: number;
	/** Milliseconds per step by repeat. */
	readonly stepMs: readonly number[];
	/** Over those of ours, folded, in the same repeat. */
	readonly ratio: readonly number[];
}

const bench = {
	open: (page: Page, caseId: CaseId, runner: RivalId) =>
		page.evaluate(([id, name]) => window.rivalBench?.open(id, name), [caseId, runner] as const),
	losses: (page: Page, runner: RivalId, count: number) =>
		page.evaluate(([name, steps]) => window.rivalBench?.losses(name, steps), [
			runner,
			count
		] as const),
	async time(page: Page, runner: RivalId, steps: number): Promise<number> {
		const timed = [runner, steps] as const;
		const ms = await page.evaluate(([name, n]) => window.rivalBench?.time(name, n), timed);
		return ms ?? NaN;
	}
};

/** Results of a runner in one session. */
export interface Entry {
	readonly runner: RivalId;
	readonly lossDifference?: number;
	readonly refusal?: string;
	readonly race?: Race;
}

/** Results of a case's first session. */
export interface Progress {
	readonly entries: Entry[];
	/** Our losses, with which those of the others are compared. */
	reference?: readonly number[];
	adapter: string;
}

/**
 * Opens a runner and compares its losses with the first one's. A runner that disagrees is not
 * timed.
 */
async function admit(
	page: Page,
	caseId: CaseId,
	runner: RivalId,
	steps: number,
	progress: Progress
): Promise<Entry> {
	try {
		const adapter = await bench.open(page, caseId, runner);
		progress.adapter ||= adapter ?? '';
		const losses = (await bench.losses(page, runner, steps)) ?? [];
		progress.reference ??= losses;
		const lossDifference = lossDifferenceOf(losses, progress.reference.slice(0, steps));
		if (lossDifference <= LOSS_TOLERANCE) return { runner, lossDifference };
		const refusal = `its losses differ from ours by ${digits(lossDifference)}: ${losses.map((x) => x.toFixed(5)).join(' ')}`;
		return { runner, lossDifference, refusal };
	} catch (error) {
		const refusal = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
		return { runner, refusal };
	}
}

/** Times runners in turns; in every repeat a different one comes first. */
async function race(
	page: Page,
	runners: readonly RivalId[],
	{ repeats, repeatMs }: BenchOptions
): Promise<ReadonlyMap<RivalId, Race>> {
	const lanes = new Map<RivalId, { readonly steps: number; readonly stepMs: number[] }>();
	for (const runner of runners) {
		const time = (steps: number) => bench.time(page, runner, steps);
		lanes.set(runner, { steps: await calibrate({ time }, repeatMs), stepMs: [] });
	}
	for (let repeat = 0; repeat < repeats; repeat++) {
		for (const [runner, { steps, stepMs }] of rotated([...lanes], repeat)) {
			stepMs.push((await bench.time(page, runner, steps)) / steps);
		}
	}
	const ours = lanes.get('folded')?.stepMs ?? [];
	return new Map(
		[...lanes].map(([runner, { steps, stepMs }]) => [
			runner,
			{ steps, stepMs, ratio: stepMs.map((ms, i) => ms / (ours[i] ?? NaN)) }
		])
	);
}

/** One session of a case, counted from 0: every runner opened, compared, then raced. */
export async function measureSession(
	page: Page,
	caseId: CaseId,
	session: number,
	options: BenchOptions,
	progress: Progress
): Promise<void> {
	const entries: Entry[] = [];
	// In the first session ours comes first: the others' losses are compared with its own.
	const steps = session === 0 ? COMPARED_STEPS.first : COMPARED_STEPS.others;
	for (const runner of rotated(RUNNERS, session)) {
		entries.push(await admit(page, caseId, runner, steps, progress));
	}
	const racing = entries.filter(({ refusal }) => refusal === undefined);
	const races = await race(
		page,
		racing.map(({ runner }) => runner),
		options
	);
	for (const entry of entries) {
		const own = races.get(entry.runner);
		progress.entries.push(own === undefined ? entry : { ...entry, race: own });
	}
}

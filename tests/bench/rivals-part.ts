import type { Page } from 'playwright';
import { BENCH_CASES, describeCase } from './bench-case.ts';
import { openBrowser, servePage } from './browser.ts';
import type { BenchOptions } from './options.ts';
import type { CaseId, RunnerId } from './rivals/page.ts';
import { pairedRatio, summarize, type Summary } from './statistics.ts';
import { digits, formatTable, print, spread } from './table.ts';

const RUNNERS: readonly RunnerId[] = [
	'folded',
	'jax-webgpu',
	'last-position',
	'jax-wasm',
	'tfjs-webgpu'
];
const LABELS: Readonly<Record<RunnerId, string>> = {
	folded: 'ours, folded',
	'last-position': 'ours, last position',
	'jax-webgpu': 'jax-js webgpu',
	'jax-wasm': 'jax-js wasm',
	'tfjs-webgpu': 'tfjs webgpu'
};

/** Losses are compared over so many steps from the same weights. */
const COMPARED_STEPS = 10;
/**
 * Relative. Float32 sums in another order differ by 1e-6 or so in a gradient, and Adam's first steps have the size of
 * the learning rate whatever the gradient's, so the differences grow with the steps.
 */
const LOSS_TOLERANCE = 1e-3;

interface Result {
	readonly runner: RunnerId;
	/** Largest relative difference of a loss from ours. */
	readonly lossDifference?: number;
	readonly refusal?: string;
	readonly stepMs?: Summary;
	/** Its step time over that of ours, folded. */
	readonly ratio?: Summary;
}

export interface RivalsReport {
	readonly cases: readonly {
		readonly case: CaseId;
		readonly steps: number;
		readonly adapter: string;
		readonly results: readonly Result[];
	}[];
	readonly browser: string;
}

const bench = {
	open: (page: Page, caseId: CaseId, runner: RunnerId) =>
		page.evaluate(([id, name]) => window.rivalBench?.open(id, name), [caseId, runner] as const),
	losses: (page: Page, runner: RunnerId) =>
		page.evaluate(([name, steps]) => window.rivalBench?.losses(name, steps), [
			runner,
			COMPARED_STEPS
		] as const),
	async time(page: Page, runner: RunnerId, steps: number): Promise<number> {
		const timed = [runner, steps] as const;
		const ms = await page.evaluate(([name, n]) => window.rivalBench?.time(name, n), timed);
		return (ms ?? NaN) / steps;
	}
};

function largestDifference(losses: readonly number[], reference: readonly number[]): number {
	const differences = reference.map((value, i) => Math.abs((losses[i] ?? NaN) - value) / value);
	return differences.every(Number.isFinite) ? Math.max(...differences) : NaN;
}

/** Opens a runner and compares its losses with the first one's: who disagrees is not timed. */
async function admit(
	page: Page,
	caseId: CaseId,
	runner: RunnerId,
	reference: readonly number[] | undefined
) {
	try {
		const adapter = await bench.open(page, caseId, runner);
		const losses = (await bench.losses(page, runner)) ?? [];
		const lossDifference = largestDifference(losses, reference ?? losses);
		if (lossDifference <= LOSS_TOLERANCE)
			return { losses, adapter, result: { runner, lossDifference } };
		const refusal = `its losses differ from ours by ${digits(lossDifference)}: ${losses.map((x) => x.toFixed(5)).join(' ')}`;
		return { losses, adapter, result: { runner, lossDifference, refusal } };
	} catch (error) {
		const refusal = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
		return { losses: [], adapter: undefined, result: { runner, refusal } };
	}
}

async function measureCase(page: Page, caseId: CaseId, options: BenchOptions, steps: number) {
	let reference: readonly number[] | undefined;
	let adapter = '';
	const admitted: Result[] = [];
	for (const runner of RUNNERS) {
		const entry = await admit(page, caseId, runner, reference);
		reference ??= entry.losses;
		adapter ||= entry.adapter ?? '';
		admitted.push(entry.result);
		const { result } = entry;
		print(
			`  ${LABELS[runner]}: ${'refusal' in result ? `left out, ${result.refusal}` : `losses agree to ${digits(result.lossDifference)}`}`
		);
	}
	const racing = admitted.filter(({ refusal }) => refusal === undefined);
	const times = new Map<RunnerId, number[]>(racing.map(({ runner }) => [runner, []]));
	for (let repeat = 0; repeat < options.repeats; repeat++) {
		for (const { runner } of racing) {
			times.get(runner)?.push(await bench.time(page, runner, steps));
		}
	}
	const ours = times.get('folded') ?? [];
	const results = admitted.map((result): Result => {
		const own = times.get(result.runner);
		return own === undefined
			? result
			: { ...result, stepMs: summarize(own), ratio: pairedRatio(own, ours) };
	});
	return { case: caseId, steps, adapter, results };
}

/** (1) Ours against jax-js and tfjs in one headless Chromium, repeats interleaved. */
export async function rivalsPart(options: BenchOptions): Promise<RivalsReport> {
	const server = await servePage(options.root);
	const browser = await openBrowser(options.adapter);
	try {
		const cases: RivalsReport['cases'][number][] = [];
		for (const [caseId, steps] of options.rivalSteps) {
			const page = await browser.newPage();
			page.setDefaultTimeout(0);
			await page.goto(server.address);
			await page.waitForFunction(() => window.rivalBench !== undefined);
			const isIsolated = await page.evaluate(() => crossOriginIsolated);
			print(
				`\nRivals at ${describeCase(BENCH_CASES[caseId])}, ${String(steps)} steps a repeat, ${String(options.repeats)} repeats${isIsolated ? '' : ' (no threads: the page is not isolated)'}`
			);
			const report = await measureCase(page, caseId, options, steps);
			cases.push(report);
			printCase(report);
			await page.close();
		}
		return { cases, browser: `Chromium ${browser.version()}` };
	} finally {
		await browser.close();
		await server.close();
	}
}

function printCase({ adapter, results }: RivalsReport['cases'][number]): void {
	const rows = results.map(({ runner, stepMs, ratio, refusal }) => [
		LABELS[runner],
		stepMs === undefined ? '-' : spread(stepMs),
		ratio === undefined ? '-' : spread(ratio, ' x'),
		refusal === undefined ? '' : 'left out'
	]);
	print(`on ${adapter}`);
	print(formatTable(['', 'ms per step', 'time / ours folded', ''], rows));
}

import { BENCH_CASES, benchSpec, describeCase, type BenchCase } from './bench-case.ts';
import { totalWork } from './flops.ts';
import { loadRun, type GpuBench, type LoadedRun } from './gpu-bench.ts';
import type { BenchOptions } from './options.ts';
import { pairedRatio, summarize, type Summary } from './statistics.ts';
import { digits, formatTable, print, spread } from './table.ts';

interface Point {
	readonly sizes: BenchCase;
	readonly replicas: number;
	readonly stepMs?: Summary;
	readonly gflop?: number;
	/** Why there is no time. */
	readonly note?: string;
	/** R > 1: the time per replica over that of one alone, repeats in turns. */
	readonly perReplicaOverAlone?: Summary;
}

export interface ScalingReport {
	readonly adapter: string;
	readonly overP: readonly Point[];
	readonly overDMlp: readonly Point[];
	readonly overReplicas: readonly Point[];
}

const PRIMES = [31, 59, 97, 113, 151, 199];
const WIDTHS = [128, 256, 512, 1024, 2048];
const REPLICAS = [1, 4, 16, 64];
/** The sizes of the preset quick-start. */
const QUICK_START: BenchCase = { p: 31, d_model: 64, n_heads: 4, d_mlp: 256, fracTrain: 0.6 };

const message = (error: unknown) => (error instanceof Error ? error.message : String(error));
const gflopOf = ({ run }: LoadedRun, replicas: number) =>
	(totalWork(run.plan.segments.get('train') ?? []).flop * replicas) / 1e9;

/** Steps of one repeat, or undefined where the first one, which also evaluates every pair, took all of a point's time. */
async function stepsWithin(loaded: LoadedRun, repeats: number, budgetMs: number) {
	const firstMs = await loaded.time(1);
	if (firstMs > budgetMs) return { firstMs, steps: undefined };
	const stepMs = await loaded.time(1);
	return { firstMs, steps: Math.max(1, Math.min(500, Math.floor(budgetMs / stepMs / repeats))) };
}

async function measurePoint(
	bench: GpuBench,
	sizes: BenchCase,
	{ repeats, pointSeconds }: BenchOptions
): Promise<Point> {
	const point = { sizes, replicas: 1 };
	let loaded: LoadedRun | undefined;
	try {
		loaded = await loadRun(bench, benchSpec(sizes));
		const gflop = gflopOf(loaded, 1);
		const { firstMs, steps } = await stepsWithin(loaded, repeats, 1000 * pointSeconds);
		if (steps === undefined) {
			const note = `left out: the first step took ${digits(firstMs / 1000)} s (--seconds gives a point more time)`;
			return { ...point, gflop, note };
		}
		const times: number[] = [];
		for (let i = 0; i < repeats; i++) times.push((await loaded.time(steps)) / steps);
		return { ...point, gflop, stepMs: summarize(times) };
	} catch (error) {
		return { ...point, note: `left out: ${message(error)}` };
	} finally {
		loaded?.session.dispose();
	}
}

/** R runs side by side and one alone, in turns. */
async function measureReplicas(
	bench: GpuBench,
	replicas: number,
	{ repeats, pointSeconds }: BenchOptions
): Promise<Point> {
	const point = { sizes: QUICK_START, replicas };
	const open: LoadedRun[] = [];
	try {
		const alone = await loadRun(bench, benchSpec(QUICK_START));
		open.push(alone);
		const many = await loadRun(bench, benchSpec(QUICK_START, replicas));
		open.push(many);
		await alone.time(2);
		const gflop = gflopOf(many, replicas);
		const { firstMs, steps } = await stepsWithin(many, repeats, 1000 * pointSeconds);
		if (steps === undefined) {
			return { ...point, gflop, note: `left out: the first step took ${digits(firstMs / 1000)} s` };
		}
		const together: number[] = [];
		const single: number[] = [];
		for (let i = 0; i < repeats; i++) {
			// As many steps in all, so that both see the same stretch of the machine's time.
			single.push((await alone.time(steps * replicas)) / (steps * replicas));
			together.push((await many.time(steps)) / steps);
		}
		const perReplica = together.map((ms) => ms / replicas);
		return {
			...point,
			gflop,
			stepMs: summarize(together),
			perReplicaOverAlone: pairedRatio(perReplica, single)
		};
	} catch (error) {
		return { ...point, note: `left out: ${message(error)}` };
	} finally {
		for (const { session } of open) session.dispose();
	}
}

function printCurve(title: string, points: readonly Point[]): void {
	print(`\n${title}`);
	const rows = points.map(({ sizes, replicas, stepMs, gflop, note, perReplicaOverAlone }) => [
		replicas > 1 || perReplicaOverAlone !== undefined
			? `R ${String(replicas)}, ${describeCase(sizes)}`
			: describeCase(sizes),
		stepMs === undefined ? '-' : spread(stepMs),
		gflop === undefined ? '-' : digits(gflop),
		stepMs === undefined || gflop === undefined ? '-' : digits((1000 * gflop) / stepMs.median),
		perReplicaOverAlone === undefined ? (note ?? '') : spread(perReplicaOverAlone, ' x')
	]);
	const last = points.some(({ perReplicaOverAlone }) => perReplicaOverAlone !== undefined);
	print(
		formatTable(
			['', 'ms per step', 'GFLOP', 'GFLOP/s', last ? 'per replica / one alone' : ''],
			rows
		)
	);
}

/** (4) Step time over p, over the MLP's width and over replicas. */
export async function scalingPart(bench: GpuBench, options: BenchOptions): Promise<ScalingReport> {
	print(`\nScaling on ${bench.gpu.name}`);
	const canonical = BENCH_CASES.p113;
	const overP: Point[] = [];
	for (const p of PRIMES) overP.push(await measurePoint(bench, { ...canonical, p }, options));
	printCurve('Over p', overP);
	const overDMlp: Point[] = [];
	for (const d_mlp of WIDTHS) {
		overDMlp.push(await measurePoint(bench, { ...BENCH_CASES.p59, d_mlp }, options));
	}
	printCurve('Over the width of the MLP', overDMlp);
	const overReplicas: Point[] = [];
	for (const replicas of REPLICAS) {
		overReplicas.push(await measureReplicas(bench, replicas, options));
	}
	printCurve('Over replicas (the sizes of quick-start)', overReplicas);
	return { adapter: bench.gpu.name, overP, overDMlp, overReplicas };
}

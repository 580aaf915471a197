import { BENCH_CASES, benchSpec, describeCase, type BenchCase } from '../bench-case.ts';
import { totalWork } from '../kernels/flops.ts';
import { loadRun, type GpuBench, type LoadedRun } from '../gpu-bench.ts';
import type { BenchOptions } from '../options.ts';
import { measureReplicas, printReplicas, type ReplicaPoint } from './replica-scaling.ts';
import { summarize, type Summary } from '../statistics.ts';
import { digits, formatTable, print, spread } from '../table.ts';

interface Point {
	readonly sizes: BenchCase;
	readonly stepMs?: Summary;
	readonly gflop?: number;
	/** Why there is no time. */
	readonly note?: string;
}

export interface ScalingReport {
	readonly adapter: string;
	readonly overP: readonly Point[];
	readonly overDMlp: readonly Point[];
	readonly overReplicas: readonly ReplicaPoint[];
}

const PRIMES = [31, 59, 97, 113, 151, 199];
const WIDTHS = [128, 256, 512, 1024, 2048];

const message = (error: unknown) => (error instanceof Error ? error.message : String(error));
const gflopOf = ({ run }: LoadedRun) => totalWork(run.plan.segments.get('train') ?? []).flop / 1e9;

/** A first step may take so many times a point's time: it also evaluates every pair. */
const FIRST_STEP = 3;

/** Steps of one repeat, or undefined where the first one took too long. */
async function stepsWithin(loaded: LoadedRun, repeats: number, budgetMs: number) {
	const firstMs = await loaded.time(1);
	if (firstMs > FIRST_STEP * budgetMs) return { firstMs, steps: undefined };
	const stepMs = await loaded.time(1);
	return { firstMs, steps: Math.max(1, Math.min(500, Math.floor(budgetMs / stepMs / repeats))) };
}

async function measurePoint(
	bench: GpuBench,
	sizes: BenchCase,
	{ repeats, pointSeconds }: BenchOptions
): Promise<Point> {
	const point = { sizes };
	let loaded: LoadedRun | undefined;
	try {
		loaded = await loadRun(bench, benchSpec(sizes));
		const gflop = gflopOf(loaded);
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

function printCurve(title: string, points: readonly Point[]): void {
	print(`\n${title}`);
	const rows = points.map(({ sizes, stepMs, gflop, note }) => [
		describeCase(sizes),
		stepMs === undefined ? '-' : spread(stepMs),
		gflop === undefined ? '-' : digits(gflop),
		stepMs === undefined || gflop === undefined ? '-' : digits((1000 * gflop) / stepMs.median),
		note ?? ''
	]);
	print(formatTable(['', 'ms per step', 'GFLOP', 'GFLOP/s', ''], rows));
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
	const overReplicas = await measureReplicas(bench, options);
	printReplicas(overReplicas);
	return { adapter: bench.gpu.name, overP, overDMlp, overReplicas };
}

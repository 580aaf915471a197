import { BENCH_CASES, benchSpec, describeCase, type BenchCase } from '../bench-case.ts';
import { calibrate } from '../calibrate.ts';
import { foldedModelFlop, totalWork } from '../kernels/flops.ts';
import { sumFloors } from '../kernels/floors.ts';
import { loadRun, type GpuBench, type LoadedRun } from '../gpu-bench.ts';
import { kernelRows } from '../kernels/kernel-rows.ts';
import { timeKernels, withSingleNodes } from '../kernels/kernel-times.ts';
import {
	FORMULATIONS,
	printKernels,
	printRoofline,
	printStep,
	printSummary,
	type FormulationId,
	type StepReport
} from './node-tables.ts';
import type { BenchOptions } from '../options.ts';
import type { CaseId } from '../rivals/page.ts';
import {
	bestRoofline,
	measureDispatchFloor,
	measureRoofline,
	type Roofline
} from '../kernels/roofline.ts';
import { pairedRatio, summarize, type Summary } from '../statistics.ts';
import { print, spread } from '../table.ts';

export interface NodeReport {
	readonly adapter: string;
	readonly kind: string;
	readonly roofline: Roofline;
	readonly steps: readonly StepReport[];
	/** Last position over folded, by case. */
	readonly formulationRatios: Readonly<Record<string, Summary>>;
}

async function measureStep(
	bench: GpuBench,
	caseId: CaseId,
	formulation: FormulationId,
	loaded: LoadedRun,
	times: readonly number[],
	roofline: Roofline,
	options: BenchOptions
): Promise<StepReport> {
	const { run } = loaded;
	const sizes: BenchCase = BENCH_CASES[caseId];
	const nodes = run.plan.segments.get('train') ?? [];
	const work = totalWork(nodes);
	const stepMs = summarize(times);
	const kernelTimes = await timeKernels(bench, loaded, options.repeats, stepMs.median);
	const rows = kernelRows(nodes, kernelTimes, roofline);
	const dispatchFloorMs = await measureDispatchFloor(
		bench.gpu,
		bench.host.now,
		nodes.length,
		options.repeats
	);
	const report: StepReport = {
		case: caseId,
		formulation,
		dispatches: nodes.length,
		gflop: work.flop / 1e9,
		megabytes: work.bytes / 1e6,
		...(formulation === 'folded'
			? { flopOverModel: work.flop / foldedModelFlop(sizes, run.trainCount) }
			: {}),
		stepMs,
		floors: sumFloors(rows.map(({ floors }) => floors)),
		dispatchFloorMs,
		kernels: { method: kernelTimes.method, rows }
	};
	printStep(report);
	printKernels(rows, kernelTimes.method);
	return report;
}

/** Loads both formulations and times them in turns. */
async function measureCase(
	bench: GpuBench,
	caseId: CaseId,
	roofline: Roofline,
	options: BenchOptions
) {
	print(`\n== ${describeCase(BENCH_CASES[caseId])}`);
	const runs: { id: FormulationId; loaded: LoadedRun; steps: number; times: number[] }[] = [];
	for (const id of FORMULATIONS) {
		const loaded = await loadRun(bench, benchSpec(BENCH_CASES[caseId]), id, withSingleNodes);
		runs.push({ id, loaded, steps: await calibrate(loaded), times: [] });
	}
	for (let repeat = 0; repeat < options.repeats; repeat++) {
		for (const { loaded, steps, times } of runs) times.push((await loaded.time(steps)) / steps);
	}
	const steps: StepReport[] = [];
	for (const { id, loaded, times } of runs) {
		steps.push(await measureStep(bench, caseId, id, loaded, times, roofline, options));
		loaded.session.dispose();
	}
	const of = (id: FormulationId) => runs.find((run) => run.id === id)?.times ?? [];
	const ratio = pairedRatio(of('last-position'), of('folded'));
	print(`\nlast position takes ${spread(ratio, ' x')} the time of folded`);
	return { steps, ratio };
}

/**
 * (2) Dawn in Node: steps, dispatches, FLOP, kernels, and the roofline measured in the same run.
 */
export async function nodePart(bench: GpuBench, options: BenchOptions): Promise<NodeReport> {
	const { gpu, host } = bench;
	print(`\nNode on Dawn: ${gpu.name} (${gpu.kind})`);
	let roofline = await measureRoofline(gpu, host.now, options.repeats);
	const steps: StepReport[] = [];
	const formulationRatios: Record<string, Summary> = {};
	for (const caseId of options.nodeCases) {
		// Measured again before every case: a busy moment must not be taken for the machine's
		// limit.
		roofline = bestRoofline(roofline, await measureRoofline(gpu, host.now, options.repeats));
		printRoofline(roofline);
		const measured = await measureCase(bench, caseId, roofline, options);
		steps.push(...measured.steps);
		formulationRatios[caseId] = measured.ratio;
	}
	printSummary(steps, gpu.name);
	return { adapter: gpu.name, kind: gpu.kind, roofline, steps, formulationRatios };
}

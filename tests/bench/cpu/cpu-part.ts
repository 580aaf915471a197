import { availableParallelism } from 'node:os';
import type { Page } from 'playwright';
import { BENCH_CASES, benchSpec, describeCase, type BenchCase } from '../bench-case.ts';
import { openGpuBench, type GpuBench } from '../gpu-bench.ts';
import { totalWork } from '../kernels/flops.ts';
import type { BenchOptions } from '../options.ts';
import { openBrowser, servePage } from '../rivals/browser.ts';
import type { CaseId } from '../rivals/page.ts';
import { openRivalPage } from '../rivals/rivals-part.ts';
import { rotated } from '../rotated.ts';
import { lossDifferenceOf } from '../statistics.ts';
import { digits, print } from '../table.ts';
import { findTorch } from '../torch/find-torch.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { printCase, printTargets } from './cpu-tables.ts';
import type { Lane, LaneSpec } from './lane.ts';
import { wasmLane, webGpuLane } from './node-lanes.ts';
import { pageLanes } from './page-lanes.ts';
import { openProbe } from './probe.ts';
import { measureReplicas, printReplicas } from './replicas.ts';
import { targetsOf, type CaseReport, type CpuReport, type LaneResult } from './targets.ts';
import { torchLane } from './torch-lane.ts';

/** Relative; as for the rivals. */
const LOSS_TOLERANCE = 1e-3;

/** What all cases use. */
interface Bench {
	readonly options: BenchOptions;
	readonly gpu: GpuBench | undefined;
	readonly torch: { readonly python: string; readonly version: string } | undefined;
	readonly cores: number;
}

/** All lanes of a case; the first one's losses are those that others are compared with. */
function lanesOf({ options, gpu, torch, cores }: Bench, caseId: CaseId, page: Page) {
	const sizes: BenchCase = BENCH_CASES[caseId];
	const { repeatMs, root } = options;
	const specs: LaneSpec[] = [wasmLane(sizes, 1, repeatMs), wasmLane(sizes, 2, repeatMs)];
	if (torch !== undefined) {
		for (const threads of [...new Set([1, cores])]) {
			specs.push(torchLane(root, torch.python, torch.version, caseId, threads));
		}
	}
	if (gpu !== undefined) specs.push(webGpuLane(gpu, sizes, cores, repeatMs));
	return [...specs, ...pageLanes(page, caseId, cores, repeatMs)];
}

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

interface Entry {
	readonly spec: LaneSpec;
	readonly lane?: Lane;
	readonly lossDifference?: number;
	readonly refusal?: string;
	readonly times: number[];
}

/** Opens a lane, compares its losses and lets it find its repeat's length. */
async function openLane(spec: LaneSpec, reference: number[]): Promise<Entry> {
	try {
		const lane = await spec.open();
		const losses = await lane.losses();
		if (reference.length === 0) reference.push(...losses);
		const lossDifference = lossDifferenceOf(losses, reference);
		if (!(lossDifference <= LOSS_TOLERANCE)) {
			await lane.close();
			const refusal = `its losses differ from ours by ${digits(lossDifference)}`;
			return { spec, lossDifference, refusal, times: [] };
		}
		await lane.repeat();
		print(`  ${spec.label}${lane.details === undefined ? '' : ` (${lane.details})`}`);
		return { spec, lane, lossDifference, times: [] };
	} catch (error) {
		const [refusal = ''] = words(error).split('\n');
		print(`  ${spec.label}: left out, ${refusal}`);
		return { spec, refusal, times: [] };
	}
}

function resultOf({ spec, lane, lossDifference, refusal, times }: Entry): LaneResult {
	const { id, label, host, threads } = spec;
	const details = lane?.details;
	const withoutRatio = lane?.withoutRatio;
	return {
		...{ id, label, host, threads, times },
		...(details === undefined ? {} : { details }),
		...(withoutRatio === undefined ? {} : { withoutRatio }),
		...(lossDifference === undefined ? {} : { lossDifference }),
		...(refusal === undefined ? {} : { refusal })
	};
}

/** Opens all lanes, then times them and the probe in turns. */
async function measureCase(bench: Bench, caseId: CaseId, page: Page): Promise<CaseReport> {
	const { repeats, root } = bench.options;
	const sizes: BenchCase = BENCH_CASES[caseId];
	const run = buildRun(benchSpec(sizes), { adapterKind: 'software' });
	const product = { m: run.trainCount, n: sizes.d_mlp, k: sizes.d_model };
	print(`\nCPU at ${describeCase(sizes)}`);
	const probe = await openProbe(root, product);
	const reference: number[] = [];
	const entries: Entry[] = [];
	for (const spec of lanesOf(bench, caseId, page)) entries.push(await openLane(spec, reference));
	const probeGflops: number[] = [];
	for (let repeat = 0; repeat < repeats; repeat++) {
		probeGflops.push(probe());
		for (const { lane, times } of rotated(entries, repeat)) {
			if (lane !== undefined) times.push(await lane.repeat());
		}
	}
	for (const { lane } of entries) await lane?.close();
	const report: CaseReport = {
		case: caseId,
		gflop: totalWork(run.plan.segments.get('train') ?? []).flop / 1e9,
		probeGflops,
		lanes: entries.map(resultOf)
	};
	printCase(report);
	return report;
}

/** Dawn where it finds an adapter. */
async function gpuWherePossible(): Promise<GpuBench | undefined> {
	try {
		return await openGpuBench();
	} catch (error) {
		print(`WGSL in Node: left out, ${words(error)}`);
		return undefined;
	}
}

async function torchWherePossible(root: string): Promise<Bench['torch']> {
	const found = await findTorch(root);
	if (!('complaint' in found)) return found;
	print(`PyTorch: left out (${found.complaint})`);
	return undefined;
}

/**
 * (5) Everything that trains on a CPU: ours in WebAssembly and in WGSL on software adapters, other
 * libraries in WebAssembly, PyTorch. A case's lanes take turns.
 */
export async function cpuPart(options: BenchOptions): Promise<CpuReport> {
	const server = await servePage(options.root, 'rivals');
	const browser = await openBrowser('software');
	const gpu = await gpuWherePossible();
	const torch = await torchWherePossible(options.root);
	const cores = availableParallelism();
	const cases: CaseReport[] = [];
	try {
		for (const caseId of options.nodeCases) {
			const page = await openRivalPage(browser, server.address);
			cases.push(await measureCase({ options, gpu, torch, cores }, caseId, page));
			await page.close();
		}
	} finally {
		gpu?.dispose();
		await browser.close();
		await server.close();
	}
	const replicas = await measureReplicas(options);
	printReplicas(replicas);
	const report = { browser: `Chromium ${browser.version()}`, cores, cases, replicas };
	const targets = targetsOf(report);
	printTargets(targets);
	return { ...report, targets };
}

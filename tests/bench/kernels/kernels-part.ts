import type { AdapterKind } from '../../../src/engine/ops/define.ts';
import type { PlanNode } from '../../../src/engine/graph/plan.ts';
import { callOf } from '../../../src/engine/backend/webgpu/kernel-call-of.ts';
import type { RunSpec } from '../../../src/engine/trainer/run-spec.ts';
import { calibrate } from '../calibrate.ts';
import { loadRun, type GpuBench } from '../gpu-bench.ts';
import { kernelRows, shapesOf } from './kernel-rows.ts';
import {
	cpuMs,
	cpuTimes,
	nodesOf,
	repeatedTime,
	timeKernels,
	withSingleNodes
} from './kernel-times.ts';
import { printKernels, printRoofline, type KernelRow } from '../steps/node-tables.ts';
import type { BenchOptions } from '../options.ts';
import { measureRoofline, type Roofline } from './roofline.ts';
import { pairedRatio, summarize, type Summary } from '../statistics.ts';
import { specOfLink } from '../spec-of-link.ts';
import { digits, formatMarkdown, print, spread } from '../table.ts';

/** A kernel that has a variant for the other kind of adapter, both timed on this adapter. */
interface VariantRow {
	readonly op: string;
	readonly shapes: string;
	readonly software: { readonly source: string; readonly ms: Summary };
	readonly gpu: { readonly source: string; readonly ms: Summary };
	/** Time of the kernel for GPUs over that of the kernel for software adapters. */
	readonly ratio: Summary;
}

interface LinkReport {
	readonly link: string;
	readonly stepMs: Summary;
	readonly kernels: readonly KernelRow[];
	readonly variants: readonly VariantRow[];
}

/** Few evaluations, so that only training is timed. */
const EVALUATE_EVERY = 20_000;
const STEPS = 1_000_000;

const trainOnly = (spec: RunSpec): RunSpec => ({
	...spec,
	steps: STEPS,
	evaluateEvery: EVALUATE_EVERY
});

/** Shader and libraries, which differ where an op has a variant for a kind of adapter. */
function sourceOf(node: PlanNode, kind: AdapterKind): string {
	const { shader, libraries } = callOf(node, kind);
	return [shader, ...libraries].join(' + ');
}

/** Numbers of the nodes with a variant, one of each shape. */
function numbersWithVariants(nodes: readonly PlanNode[]): readonly number[] {
	const first = new Map<string, number>();
	for (const [i, node] of nodes.entries()) {
		const name = `${node.op.id} ${shapesOf(node)}`;
		if (sourceOf(node, 'gpu') === sourceOf(node, 'software') || first.has(name)) continue;
		first.set(name, i);
	}
	return [...first.values()];
}

/**
 * Both kernels of every node that has two, in turns, on one plan: in CPU time on software adapters,
 * which a busy machine does not change much.
 */
async function measureVariants(
	bench: GpuBench,
	spec: RunSpec,
	repeats: number
): Promise<readonly VariantRow[]> {
	const formulation = spec.model.preferred(spec.params)[bench.gpu.kind];
	const open = async (kind: AdapterKind) => {
		const gpu = { ...bench.gpu, kind };
		const loaded = await loadRun({ ...bench, gpu }, spec, formulation, withSingleNodes);
		await loaded.time(1);
		return loaded;
	};
	const [software, gpu] = [await open('software'), await open('gpu')];
	const nodes = nodesOf(software.run.plan);
	const now = bench.gpu.kind === 'software' ? cpuMs : bench.host.now;
	const rows: VariantRow[] = [];
	for (const i of numbersWithVariants(nodes)) {
		const node = nodes[i];
		if (node === undefined) continue;
		const [softwareMs, gpuMs]: [number[], number[]] = [[], []];
		for (let repeat = 0; repeat < repeats; repeat++) {
			softwareMs.push(await repeatedTime(bench, software, i, now));
			gpuMs.push(await repeatedTime(bench, gpu, i, now));
		}
		rows.push({
			op: node.op.id,
			shapes: shapesOf(node),
			software: { source: sourceOf(node, 'software'), ms: summarize(softwareMs) },
			gpu: { source: sourceOf(node, 'gpu'), ms: summarize(gpuMs) },
			ratio: pairedRatio(gpuMs, softwareMs)
		});
	}
	for (const { session } of [software, gpu]) session.dispose();
	return rows;
}

function printVariants(rows: readonly VariantRow[]): void {
	print('\nkernels with a variant, both on this adapter, in turns:\n');
	print(
		formatMarkdown(
			['op', 'shapes', 'for software, ms', 'for GPUs, ms', 'for GPUs / for software'],
			rows.map(({ op, shapes, software, gpu, ratio }) => [
				op,
				shapes,
				digits(software.ms.median),
				digits(gpu.ms.median),
				spread(ratio)
			])
		)
	);
}

async function measureLink(
	bench: GpuBench,
	link: string,
	roofline: Roofline,
	options: BenchOptions
): Promise<LinkReport> {
	print(`\n== ${link}`);
	const spec = trainOnly(specOfLink(link));
	const loaded = await loadRun(bench, spec, undefined, withSingleNodes);
	const steps = await calibrate(loaded);
	const times: number[] = [];
	for (let repeat = 0; repeat < options.repeats; repeat++) {
		times.push((await loaded.time(steps)) / steps);
	}
	const stepMs = summarize(times);
	const nodes = loaded.run.plan.segments.get('train') ?? [];
	print(`${spread(stepMs, ' ms')} a step, ${String(nodes.length)} dispatches`);
	const kernelTimes =
		bench.gpu.kind === 'software'
			? await cpuTimes(bench, loaded, options.repeats)
			: await timeKernels(bench, loaded, options.repeats, stepMs.median);
	const kernels = kernelRows(nodes, kernelTimes, roofline);
	printKernels(kernels, kernelTimes.method);
	loaded.session.dispose();
	const variants = await measureVariants(bench, spec, options.repeats);
	printVariants(variants);
	return { link, stepMs, kernels, variants };
}

/** Every kernel of the train steps of some links, and the variants for other kinds of adapter. */
export async function kernelsPart(
	bench: GpuBench,
	options: BenchOptions
): Promise<{ readonly adapter: string; readonly links: readonly LinkReport[] }> {
	const { gpu, host } = bench;
	print(`\nNode on Dawn: ${gpu.name} (${gpu.kind})`);
	const roofline = await measureRoofline(gpu, host.now, options.repeats);
	printRoofline(roofline);
	const links: LinkReport[] = [];
	for (const link of options.links) links.push(await measureLink(bench, link, roofline, options));
	return { adapter: gpu.name, links };
}

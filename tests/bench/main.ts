import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openGpuBench, type GpuBench } from './gpu-bench.ts';
import {
	describeMachine,
	isQuiet,
	loadAverages,
	sampleOtherWork,
	type OtherWork
} from './machine.ts';
import { bitsPart } from './bits/bits-part.ts';
import { cpuPart } from './cpu/cpu-part.ts';
import { opsPart } from './cpu/ops-part.ts';
import { kernelsPart } from './kernels/kernels-part.ts';
import { nodePart } from './steps/node-part.ts';
import { HELP, parseOptions, type BenchOptions, type Part } from './options.ts';
import { overheadPart } from './steps/overhead-part.ts';
import { pagePart } from './page/page-part.ts';
import { writeReport, type Report } from './report.ts';
import { rivalsPart } from './rivals/rivals-part.ts';
import { scalingPart } from './steps/scaling-part.ts';
import { describeSource, sourceLine } from './source.ts';
import { digits, print } from './table.ts';
import { torchPart } from './torch/torch-part.ts';

/** Asked by bench.mjs, in a process of its own, which drivers it should name. */
const PROBE = '--probe-adapter';
const PACKAGES = [
	'@jax-js/jax',
	'@tensorflow/tfjs-backend-wasm',
	'@tensorflow/tfjs-backend-webgpu',
	'assemblyscript',
	'webgpu',
	'playwright'
];

function versionsOf(root: string): Readonly<Record<string, string>> {
	const version = (name: string) => {
		const text = readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8');
		return /"version":\s*"([^"]+)"/.exec(text)?.[1] ?? 'unknown';
	};
	return Object.fromEntries(PACKAGES.map((name) => [name, version(name)]));
}

const ON_DAWN: Readonly<
	Partial<Record<Part, (bench: GpuBench, options: BenchOptions) => Promise<unknown>>>
> = {
	node: nodePart,
	torch: torchPart,
	scaling: scalingPart,
	overhead: overheadPart,
	kernels: kernelsPart
};

async function measure(part: Part, options: BenchOptions): Promise<unknown> {
	if (part === 'page') return pagePart(options);
	if (part === 'rivals') return rivalsPart(options);
	if (part === 'cpu') return cpuPart(options);
	if (part === 'ops') return opsPart(options);
	if (part === 'bits') return bitsPart(options);
	// A device for each, so that none finds another's memory.
	const bench = await openGpuBench();
	try {
		return await ON_DAWN[part]?.(bench, options);
	} finally {
		bench.dispose();
	}
}

function quietLine(otherWork: readonly OtherWork[]): string {
	const shares = otherWork.map(({ when, percentOfCores }) => `${digits(percentOfCores)} % ${when}`);
	const claim = isQuiet(otherWork) ? 'quiet' : 'NOT QUIET, these times are noisy';
	return `${claim}: other work took of the cores ${shares.join(', ')}`;
}

const lookAround = async (when: string): Promise<OtherWork> => ({
	when,
	percentOfCores: await sampleOtherWork()
});

async function runParts(options: BenchOptions, args: readonly string[]): Promise<number> {
	const [date, load] = [new Date().toISOString(), loadAverages()];
	const [machine, source] = [describeMachine(), describeSource(options.root)];
	const otherWork = [await lookAround('at the start')];
	print(
		`${machine.name}: ${String(machine.cores)} x ${machine.cpu}, Node ${machine.node}, ${date}`
	);
	print(sourceLine(source));
	print(`load averages ${load.map(digits).join(' ')}; ${quietLine(otherWork)}`);
	const parts: Record<string, unknown> = {};
	let failures = 0;
	for (const part of options.parts) {
		try {
			parts[part] = await measure(part, options);
		} catch (error) {
			failures++;
			const words = error instanceof Error ? error.message : String(error);
			print(`\n${part}: failed, ${words}`);
			parts[part] = { leftOut: words };
		}
		otherWork.push(await lookAround(`after ${part}`));
	}
	print(`\n${quietLine(otherWork)}`);
	const report: Report = {
		date,
		args,
		source,
		machine,
		loadAverages: load,
		isQuiet: isQuiet(otherWork),
		otherWork,
		versions: versionsOf(options.root),
		options: { ...options, root: undefined },
		parts
	};
	writeReport(report, options.root, options.isSaved);
	return failures === 0 ? 0 : 1;
}

async function main([root = '.', ...args]: readonly string[]): Promise<number> {
	if (args[0] === PROBE) {
		const bench = await openGpuBench();
		bench.dispose();
		return 0;
	}
	const options = parseOptions(args, root);
	if (options !== undefined) return runParts(options, args);
	process.stdout.write(HELP);
	return 0;
}

try {
	process.exitCode = await main(process.argv.slice(2));
} catch (error) {
	process.stderr.write(
		`npm run bench: ${error instanceof Error ? error.message : String(error)}\n`
	);
	process.exitCode = 2;
}

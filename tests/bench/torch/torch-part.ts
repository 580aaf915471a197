import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BENCH_CASES, benchSpec, describeCase } from '../bench-case.ts';
import { calibrate } from '../calibrate.ts';
import { loadRun, type GpuBench } from '../gpu-bench.ts';
import type { BenchOptions } from '../options.ts';
import { createExperiment, type Experiment } from '../rivals/experiment.ts';
import type { CaseId } from '../rivals/page.ts';
import { lossDifferenceOf, pairedRatio, summarize, type Summary } from '../statistics.ts';
import { digits, formatTable, print, spread } from '../table.ts';
import { judgeBlas, parseBlas, type BlasVerdict } from './torch-blas.ts';
import { findTorch } from './find-torch.ts';
import { TorchProcess } from './torch-process.ts';

const COMPARED_STEPS = 10;
/** Relative; as for the rivals in the browser. */
const LOSS_TOLERANCE = 1e-3;

interface TorchResult {
	readonly way: string;
	readonly stepMs?: Summary;
	/** Of our steps between its repeats. */
	readonly ours?: Summary;
	/** Its step time over that of ours beside it; none on a BLAS that is not fast. */
	readonly ratio?: Summary;
	readonly lossDifference?: number;
	readonly leftOut?: string;
}

export interface TorchReport {
	readonly leftOut?: string;
	readonly version?: string;
	readonly cases: readonly {
		readonly case: CaseId;
		readonly device: string;
		readonly blas: BlasVerdict | undefined;
		readonly results: readonly TorchResult[];
	}[];
}

/** Split and initial weights as files: header.json, and every array raw beside it. */
export function writeExperiment(
	{ sizes, a, b, answer, parameters, optimizer }: Experiment,
	folder: string
) {
	mkdirSync(folder, { recursive: true });
	const integers = { a, b, answer };
	for (const [name, data] of Object.entries(integers)) {
		writeFileSync(join(folder, `${name}.i32`), data);
	}
	for (const { name, data } of parameters) writeFileSync(join(folder, `${name}.f32`), data);
	const header = {
		...sizes,
		...optimizer,
		parameters: parameters.map(({ name, shape }) => ({ name, shape }))
	};
	writeFileSync(join(folder, 'header.json'), JSON.stringify(header));
}

/** What torch_step.py says of a way before it is timed. */
interface ReadyWay {
	readonly way: string;
	readonly device: string;
	readonly blas: BlasVerdict;
	readonly losses: readonly number[];
	readonly error: string | undefined;
}

export function readyWay(answer: Readonly<Record<string, unknown>>): ReadyWay {
	const { way, device, losses, error } = answer;
	return {
		way: String(way),
		device: String(device),
		blas: judgeBlas(parseBlas(answer['blas']), answer['is_cpu'] !== false),
		losses: Array.isArray(losses) ? losses.map(Number) : [],
		error: typeof error === 'string' ? error : undefined
	};
}

/** Our run, after the steps whose losses are compared. */
async function openOurs(bench: GpuBench, caseId: CaseId) {
	const loaded = await loadRun(bench, benchSpec(BENCH_CASES[caseId]));
	const losses: number[] = [];
	await loaded.trainer.train({
		until: COMPARED_STEPS,
		shouldStop: () => false,
		onBurst: ({ loss }) => losses.push(...(loss[0] ?? []))
	});
	const steps = await calibrate(loaded);
	return { loaded, losses, time: async () => (await loaded.time(steps)) / steps };
}

/** Times a way of PyTorch and ours in turns. */
async function timeInTurns(
	python: TorchProcess,
	ours: () => Promise<number>,
	repeats: number
): Promise<{ readonly torch: readonly number[]; readonly own: readonly number[] }> {
	const [torch, own]: [number[], number[]] = [[], []];
	for (let i = 0; i < repeats; i++) {
		own.push(await ours());
		python.tell('time');
		torch.push(Number((await python.answer())?.['step_ms']));
	}
	return { torch, own };
}

async function measureWay(
	python: TorchProcess,
	{ way, losses, error, blas }: ReadyWay,
	ours: Awaited<ReturnType<typeof openOurs>>,
	repeats: number
): Promise<TorchResult> {
	if (error !== undefined) return { way, leftOut: error };
	const lossDifference = lossDifferenceOf(losses, ours.losses);
	if (!(lossDifference <= LOSS_TOLERANCE)) {
		const leftOut = `its losses differ from ours by ${digits(lossDifference)}`;
		return { way, lossDifference, leftOut };
	}
	const { torch, own } = await timeInTurns(python, ours.time, repeats);
	return { way, lossDifference, ...compareTimes(torch, own, blas) };
}

/** Times of PyTorch and of ours in turns, and their ratio where the BLAS allows one. */
export function compareTimes(
	torch: readonly number[],
	own: readonly number[],
	{ refusal }: Pick<BlasVerdict, 'refusal'>
): Pick<TorchResult, 'stepMs' | 'ours' | 'ratio'> {
	const times = { stepMs: summarize(torch), ours: summarize(own) };
	return refusal === undefined ? { ...times, ratio: pairedRatio(torch, own) } : times;
}

async function measureCase(
	bench: GpuBench,
	caseId: CaseId,
	pythonCommand: string,
	options: BenchOptions
) {
	const folder = join(options.root, '.cache/bench/torch', caseId);
	writeExperiment(createExperiment(BENCH_CASES[caseId]), folder);
	const ours = await openOurs(bench, caseId);
	const script = join(options.root, 'tests/bench/torch/torch_step.py');
	const python = new TorchProcess(pythonCommand, [script, folder, String(COMPARED_STEPS)]);
	const results: TorchResult[] = [];
	let device = 'no device';
	let blas: BlasVerdict | undefined;
	for (let answer = await python.answer(); answer; answer = await python.answer()) {
		const ready = readyWay(answer);
		({ device, blas } = ready);
		results.push(await measureWay(python, ready, ours, options.repeats));
		python.tell('next');
	}
	python.end();
	ours.loaded.session.dispose();
	return { device, blas, results, complaint: results.length === 0 ? python.complaint : '' };
}

/** Way, time, ours, ratio, remark. */
export const rowOf = ({ way, stepMs, ours, ratio, leftOut }: TorchResult): readonly string[] => [
	way,
	stepMs === undefined ? '-' : spread(stepMs),
	ours === undefined ? '-' : spread(ours),
	ratio === undefined ? '-' : spread(ratio),
	leftOut === undefined ? '' : `left out: ${leftOut}`
];

/**
 * (3) PyTorch on the same machine: eager, compiled, and in a CUDA graph, float32 without TF32, in
 * turns with ours.
 */
export async function torchPart(bench: GpuBench, options: BenchOptions): Promise<TorchReport> {
	const found = await findTorch(options.root);
	if ('complaint' in found) {
		print(`\nPyTorch: left out (${found.complaint})`);
		return { leftOut: found.complaint, cases: [] };
	}
	const { version, python } = found;
	const cases: TorchReport['cases'][number][] = [];
	for (const caseId of options.nodeCases) {
		const measured = await measureCase(bench, caseId, python, options);
		const { device, blas, results } = measured;
		print(
			`\nPyTorch ${version} at ${describeCase(BENCH_CASES[caseId])}, on ${device}; ours on ${bench.gpu.name}`
		);
		if (blas !== undefined) print(blas.words);
		if (blas?.refusal !== undefined) print(blas.refusal);
		if (measured.complaint !== '') print(`torch_step.py ended: ${measured.complaint}`);
		print(
			formatTable(['', 'ms per step', 'ours, in turns', 'time / ours', ''], results.map(rowOf))
		);
		cases.push({ case: caseId, device, blas, results });
	}
	return { version, cases };
}

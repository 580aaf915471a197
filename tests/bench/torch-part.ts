import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BENCH_CASES, benchSpec, describeCase } from './bench-case.ts';
import { loadRun, type GpuBench } from './gpu-bench.ts';
import type { BenchOptions } from './options.ts';
import { createExperiment, type Experiment } from './rivals/experiment.ts';
import type { CaseId } from './rivals/page.ts';
import { summarize, type Summary } from './statistics.ts';
import { digits, formatTable, print, spread } from './table.ts';

const COMPARED_STEPS = 10;
/** Relative; as for the rivals in the browser. */
const LOSS_TOLERANCE = 1e-3;

/** What torch_step.py prints, one line of JSON a way of running. */
interface TorchLine {
	readonly way: string;
	readonly losses?: readonly number[];
	readonly step_ms?: readonly number[];
	readonly error?: string;
	readonly torch?: string;
	readonly device?: string;
}

interface TorchResult {
	readonly way: string;
	readonly stepMs?: Summary;
	/** Its median step time over that of ours. */
	readonly ratio?: number;
	readonly lossDifference?: number;
	readonly leftOut?: string;
}

export interface TorchReport {
	readonly leftOut?: string;
	readonly cases: readonly {
		readonly case: CaseId;
		readonly ours: Summary;
		readonly results: readonly TorchResult[];
	}[];
}

interface Output {
	readonly code: number;
	readonly stdout: string;
	readonly stderr: string;
}

function runPython(args: readonly string[]): Promise<Output> {
	return new Promise((resolve) => {
		const child = spawn(process.env['PYTHON'] ?? 'python3', args);
		let stdout = '';
		let stderr = '';
		child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
		child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
		child.on('error', (error) => {
			resolve({ code: 127, stdout, stderr: error.message });
		});
		child.on('close', (code) => {
			resolve({ code: code ?? 1, stdout, stderr });
		});
	});
}

/** Split and initial weights as files: header.json, and every array raw beside it. */
function writeExperiment(
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

function isLine(value: unknown): value is TorchLine {
	return typeof value === 'object' && value !== null && 'way' in value;
}

function parseLines(stdout: string): readonly TorchLine[] {
	return stdout
		.split('\n')
		.filter((line) => line.startsWith('{'))
		.map((line): unknown => JSON.parse(line))
		.filter(isLine);
}

function judge(
	{ way, losses = [], step_ms, error }: TorchLine,
	reference: readonly number[],
	ours: Summary
): TorchResult {
	if (error !== undefined || step_ms === undefined) return { way, leftOut: error ?? 'no times' };
	const differences = reference.map((loss, i) => Math.abs((losses[i] ?? NaN) - loss) / loss);
	const lossDifference = differences.every(Number.isFinite) ? Math.max(...differences) : NaN;
	if (!(lossDifference <= LOSS_TOLERANCE)) {
		return {
			way,
			lossDifference,
			leftOut: `its losses differ from ours by ${digits(lossDifference)}`
		};
	}
	const stepMs = summarize(step_ms);
	return { way, lossDifference, stepMs, ratio: stepMs.median / ours.median };
}

async function measureOurs(bench: GpuBench, caseId: CaseId, repeats: number) {
	const loaded = await loadRun(bench, benchSpec(BENCH_CASES[caseId]));
	const losses: number[] = [];
	await loaded.trainer.train({
		until: COMPARED_STEPS,
		shouldStop: () => false,
		onBatch: ({ loss }) => losses.push(...(loss[0] ?? []))
	});
	const steps = Math.max(1, Math.min(1000, Math.round(1000 / (await loaded.time(1)))));
	const times: number[] = [];
	for (let i = 0; i < repeats; i++) times.push((await loaded.time(steps)) / steps);
	loaded.session.dispose();
	return { losses, ours: summarize(times) };
}

/** (3) PyTorch on the same machine: eager, compiled, and in a CUDA graph, float32 without TF32. */
export async function torchPart(bench: GpuBench, options: BenchOptions): Promise<TorchReport> {
	const found = await runPython([
		'-c',
		'import torch; print(torch.__version__, torch.cuda.is_available())'
	]);
	if (found.code !== 0) {
		const leftOut = found.stderr.trim().split('\n').at(-1) ?? 'python3 does not run';
		print(`\nPyTorch: left out (${leftOut})`);
		return { leftOut, cases: [] };
	}
	const cases: TorchReport['cases'][number][] = [];
	for (const caseId of options.nodeCases) {
		const folder = join(options.root, '.cache/bench/torch', caseId);
		writeExperiment(createExperiment(BENCH_CASES[caseId]), folder);
		const { losses, ours } = await measureOurs(bench, caseId, options.repeats);
		const script = join(options.root, 'tests/bench/torch_step.py');
		const { stdout, stderr, code } = await runPython([
			script,
			folder,
			String(options.repeats),
			String(COMPARED_STEPS)
		]);
		const lines = parseLines(stdout);
		const results = lines.map((line) => judge(line, losses, ours));
		print(
			`\nPyTorch ${found.stdout.trim().split(' ')[0] ?? ''} at ${describeCase(BENCH_CASES[caseId])}, on ${lines[0]?.device ?? 'no device'}; ours on ${bench.gpu.name}`
		);
		if (code !== 0)
			print(`torch_step.py ended with ${String(code)}: ${stderr.trim().split('\n').at(-1) ?? ''}`);
		const rows = results.map(({ way, stepMs, ratio, leftOut }) => [
			way,
			stepMs === undefined ? '-' : spread(stepMs),
			ratio === undefined ? '-' : `${digits(ratio)} x`,
			leftOut === undefined ? '' : `left out: ${leftOut}`
		]);
		print(
			formatTable(
				['', 'ms per step', 'time / ours', ''],
				[['ours', spread(ours), '1 x', ''], ...rows]
			)
		);
		cases.push({ case: caseId, ours, results });
	}
	return { cases };
}

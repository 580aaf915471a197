import { parseArgs } from 'node:util';
import type { CaseId } from './rivals/page.ts';

const PARTS = [
	'page',
	'rivals',
	'cpu',
	'ops',
	'node',
	'torch',
	'scaling',
	'overhead',
	'bits',
	'kernels'
] as const;
export type Part = (typeof PARTS)[number];

/** Parts that run only where they are named. */
const NAMED_ONLY: readonly Part[] = ['ops', 'bits', 'kernels'];

export interface BenchOptions {
	readonly parts: readonly Part[];
	/** The repository's root folder. */
	readonly root: string;
	readonly adapter: 'software' | 'default';
	readonly repeats: number;
	/** The sizes that rivals are compared at. */
	readonly rivalCases: readonly CaseId[];
	/** Browsers started one after the other for the rivals, with so many repeats in each. */
	readonly sessions: number;
	/** Length of a repeat of a rival, at least one step. */
	readonly repeatMs: number;
	/** The sizes that the CPU, Node and torch are measured at. */
	readonly nodeCases: readonly CaseId[];
	/** Longest time for one point of a scaling curve. */
	readonly pointSeconds: number;
	/** Steps of quick-start over which overhead is measured. */
	readonly overheadSteps: number;
	/** Steps of every preset whose bits are compared. */
	readonly bitSteps: number;
	/** Presets and links whose kernels or ops are timed. */
	readonly links: readonly string[];
	readonly pageSeconds: number;
	readonly isSaved: boolean;
}

export const HELP = `npm run bench                     every part, on the adapters at hand: half an hour on two CPU cores without torch
npm run bench -- rivals node      only these parts, out of ${PARTS.join(', ')}
  page      the page: steps per second, longest task of the main thread
  rivals    ours, jax-js and tfjs in one headless Chromium, losses compared first
  cpu       what trains on a CPU, in turns: ours in WebAssembly and WGSL, jax-js, tfjs, PyTorch; 64 replicas
  ops       every op of a preset or link in WebAssembly on one core, in a step and in an evaluation; only where it is named
  node      Node on Dawn: dispatches, FLOP, ms per kernel, roofline, dispatch floor
  torch     PyTorch beside ours, where python3 (or PYTHON) has torch; a ratio only on OpenBLAS, MKL or the like
  scaling   over p, d_mlp and replicas
  bits      whether the first 200 steps of every preset give the same bits in Node, Chromium and Firefox; only where it is named
  kernels   every kernel of a preset or link beside its floor, and variants for other kinds of adapter; only where it is named
  overhead  telemetry, evaluation, measures and snapshots on quick-start, with and without, early and in all
--quick             fewer steps and repeats, to see that it works
--repeats N         interleaved repeats (default 5), of the rivals in each of three browsers; overhead takes turns instead
--cases p31,p59     sizes of rivals, cpu, node and torch, out of p31, p59, p113
--links A,B         presets or links of 'kernels' and 'ops' (default quick-start,nanda-2023)
--adapter default   the browser's own choice of adapter for the rivals, instead of SwiftShader
--seconds N         of one stretch of the page, and at most of one point of a scaling curve (default 10)
--save              also write tests/bench/results/<date>-<machine>.json

Node's adapter is the first that Dawn finds; VK_ICD_FILENAMES chooses the driver.
`;

const CASE_IDS: readonly CaseId[] = ['p31', 'p59', 'p113'];

const FULL = {
	repeats: 5,
	sessions: 3,
	repeatMs: 1000,
	pointSeconds: 10,
	// All of its budget: late evaluations are rare.
	overheadSteps: 3000,
	bitSteps: 200,
	pageSeconds: 10
} as const;
const QUICK = {
	repeats: 2,
	sessions: 2,
	repeatMs: 100,
	pointSeconds: 3,
	overheadSteps: 100,
	bitSteps: 10,
	pageSeconds: 3
} as const;

function chosen<T extends string>(
	what: string,
	names: readonly string[],
	known: readonly T[]
): T[] {
	return names.map((name) => {
		const found = known.find((one) => one === name);
		if (found !== undefined) return found;
		throw new Error(`${what}: expected some of ${known.join(', ')}, got "${name}"`);
	});
}

function positive(name: string, text: string | undefined, ifAbsent: number): number {
	if (text === undefined) return ifAbsent;
	const value = Number(text);
	if (value > 0) return value;
	throw new Error(`--${name}: expected a positive number, got "${text}"`);
}

/**
 * @returns undefined where help is asked for
 * @throws Error naming the argument that is wrong
 */
export function parseOptions(args: readonly string[], root: string): BenchOptions | undefined {
	const { values, positionals } = parseArgs({
		args: [...args],
		allowPositionals: true,
		options: {
			help: { type: 'boolean', short: 'h', default: false },
			quick: { type: 'boolean', default: false },
			save: { type: 'boolean', default: false },
			repeats: { type: 'string' },
			cases: { type: 'string' },
			adapter: { type: 'string', default: 'software' },
			links: { type: 'string', default: 'quick-start,nanda-2023' },
			seconds: { type: 'string' }
		}
	});
	if (values.help) return undefined;
	const cases = chosen('--cases', values.cases?.split(',') ?? [], CASE_IDS);
	const [adapter = 'software'] = chosen('--adapter', [values.adapter], [
		'software',
		'default'
	] as const);
	const parts = chosen('parts', positionals, PARTS);
	const amounts = values.quick ? QUICK : FULL;
	const rivalCases = cases.length > 0 ? cases : CASE_IDS.filter((id) => id !== 'p113');
	return {
		parts: parts.length > 0 ? parts : PARTS.filter((part) => !NAMED_ONLY.includes(part)),
		root,
		adapter,
		repeats: positive('repeats', values.repeats, amounts.repeats),
		rivalCases,
		sessions: amounts.sessions,
		repeatMs: amounts.repeatMs,
		nodeCases: cases.length > 0 ? cases : CASE_IDS,
		pointSeconds: positive('seconds', values.seconds, amounts.pointSeconds),
		overheadSteps: amounts.overheadSteps,
		bitSteps: amounts.bitSteps,
		links: values.links.split(','),
		pageSeconds: positive('seconds', values.seconds, amounts.pageSeconds),
		isSaved: values.save
	};
}

import { parseArgs } from 'node:util';
import type { CaseId } from './rivals/page.ts';

const PARTS = ['page', 'rivals', 'node', 'torch', 'scaling', 'overhead'] as const;
export type Part = (typeof PARTS)[number];

export interface BenchOptions {
	readonly parts: readonly Part[];
	/** The repository's root folder. */
	readonly root: string;
	readonly adapter: 'software' | 'default';
	readonly repeats: number;
	/** Cases of the rivals, and steps of one repeat. */
	readonly rivalSteps: readonly (readonly [CaseId, number])[];
	/** The sizes that Node and torch are measured at. */
	readonly nodeCases: readonly CaseId[];
	/** Longest time for one point of a scaling curve. */
	readonly pointSeconds: number;
	/** Steps of quick-start over which overhead is measured. */
	readonly overheadSteps: number;
	/** Stretches from step 0 on. */
	readonly overheadRepeats: number;
	readonly pageSeconds: number;
	readonly isSaved: boolean;
}

export const HELP = `npm run bench                     every part, on the adapters at hand: three quarters of an hour on two CPU cores
npm run bench -- rivals node      only these parts, out of ${PARTS.join(', ')}
  page      the page: steps per second, longest task of the main thread
  rivals    ours, jax-js and tfjs in one headless Chromium, losses compared first
  node      Node on Dawn: dispatches, FLOP, ms per kernel, roofline, dispatch floor
  torch     PyTorch beside ours, where python3 has torch
  scaling   over p, d_mlp and replicas
  overhead  telemetry, evaluation, measures and snapshots on quick-start, with and without
--quick             fewer steps and repeats, to see that it works
--repeats N         interleaved repeats (default 5)
--cases p31,p59     sizes of rivals, node and torch, out of p31, p59, p113
--adapter default   the browser's own choice of adapter for the rivals, instead of SwiftShader
--seconds N         longest time for one point of a scaling curve (default 20)
--save              also write tests/bench/results/<date>-<machine>.json

Node's adapter is the first that Dawn finds; VK_ICD_FILENAMES chooses the driver.
`;

const CASE_IDS: readonly CaseId[] = ['p31', 'p59', 'p113'];
/** Enough steps for a time, few enough for tfjs, which takes seconds for one. */
const RIVAL_STEPS: Readonly<Record<CaseId, number>> = { p31: 10, p59: 4, p113: 2 };

const FULL = {
	repeats: 5,
	rivalSteps: Infinity,
	pointSeconds: 20,
	// All of its budget: it is evaluated seldom later on.
	overheadSteps: 3000,
	overheadRepeats: 1,
	pageSeconds: 10
} as const;
const QUICK = {
	repeats: 2,
	rivalSteps: 2,
	pointSeconds: 3,
	overheadSteps: 100,
	overheadRepeats: 2,
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
		parts: parts.length > 0 ? parts : PARTS,
		root,
		adapter,
		repeats: positive('repeats', values.repeats, amounts.repeats),
		rivalSteps: rivalCases.map((id) => [id, Math.min(amounts.rivalSteps, RIVAL_STEPS[id])]),
		nodeCases: cases.length > 0 ? cases : CASE_IDS,
		pointSeconds: positive('seconds', values.seconds, amounts.pointSeconds),
		overheadSteps: amounts.overheadSteps,
		overheadRepeats: amounts.overheadRepeats,
		pageSeconds: amounts.pageSeconds,
		isSaved: values.save
	};
}

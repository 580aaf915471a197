import { expect } from 'vitest';
import { probes } from '../../src/engine/probes/index.ts';
import { evaluateOnce } from './evaluate-once.ts';
import { directNetwork } from './oracles/direct-network.ts';
import { buildCase, PROBE_CASES, weightsOf, type ProbeCase } from './probe-cases.ts';
import { openReference } from './runs/toy-training.ts';
import { relativeError } from './tolerance.ts';

/** Float64 on both sides, in other orders of summation. */
const TOLERANCE = 1e-9;
/** Cases on which measures that are off at first are compared with their formulas. */
export const CASES = PROBE_CASES.filter(({ toy }) => toy.loss === 'cross-entropy');

/** The columns of each replica with only this probe on, and the network in plain arrays. */
export async function measured(id: string, probeCase: ProbeCase) {
	const switchedOff = probes.ids.filter((other) => other !== id);
	const own = { ...probeCase, toy: { ...probeCase.toy, switchedOff } };
	const run = buildCase(own);
	const rows = await evaluateOnce(run, openReference, (r) => weightsOf(own, run, r));
	return rows.map(({ columns }, r) => ({
		columns,
		run,
		network: directNetwork(run, weightsOf(own, run, r), r)
	}));
}

export function expectColumns(
	columns: Readonly<Record<string, number>>,
	expected: Readonly<Record<string, number>>
): void {
	for (const [id, value] of Object.entries(expected)) {
		expect(relativeError(columns[id] ?? NaN, value), id).toBeLessThan(TOLERANCE);
	}
}

export const mean = (values: readonly number[]): number =>
	values.reduce((sum, value) => sum + value, 0) / values.length;

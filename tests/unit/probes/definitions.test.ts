import { expect, test } from 'vitest';
import type { BuiltRun } from '../../../src/engine/trainer/build/build-run.ts';
import type { EvaluationRow } from '../../../src/engine/trainer/evaluation/evaluation-row.ts';
import { directNetwork } from '../../support/oracles/direct-network.ts';
import { evaluateOnce } from '../../support/evaluate-once.ts';
import { measuresByDefinition } from '../../support/oracles/measures-by-definition.ts';
import {
	buildCase,
	CHUNKED_CASE,
	measuredColumns,
	PROBE_CASES,
	weightsOf,
	type ProbeCase
} from '../../support/probe-cases.ts';
import { normError, relativeError } from '../../support/tolerance.ts';
import { openReference } from '../../support/runs/toy-training.ts';

/**
 * Float64 on both sides, in other orders of summation: what cancels (a share of 1e-5) loses five
 * digits of sixteen.
 */
const TOLERANCE = 1e-9;

/** Every measure of one replica of a case against the definitions. */
function expectDefinitions(
	probeCase: ProbeCase,
	run: BuiltRun,
	row: EvaluationRow | undefined,
	replica: number
): void {
	const network = directNetwork(run, weightsOf(probeCase, run, replica), replica);
	const expected = measuresByDefinition(network, run.spec.keyFrequencies);
	const got = row ?? expect.fail(`no evaluation of replica ${String(replica)}`);
	const columns = measuredColumns(got);
	expect(new Set(Object.keys(columns))).toEqual(new Set(Object.keys(expected.columns)));
	for (const [id, value] of Object.entries(expected.columns)) {
		if (Number.isNaN(value)) expect(columns[id], id).toBeNaN();
		else expect(relativeError(columns[id] ?? NaN, value), id).toBeLessThan(TOLERANCE);
	}
	for (const kind of ['spectra', 'vectors'] as const) {
		expect(new Set(Object.keys(got[kind]))).toEqual(new Set(Object.keys(expected[kind])));
		for (const [id, values] of Object.entries(expected[kind])) {
			expect(normError(got[kind][id] ?? [], values), id).toBeLessThan(TOLERANCE);
		}
	}
}

async function evaluateCase(probeCase: ProbeCase) {
	const run = buildCase(probeCase);
	const rows = await evaluateOnce(run, openReference, (r) => weightsOf(probeCase, run, r));
	return { run, rows };
}

test.each(PROBE_CASES)('every measure is its definition: $title', async (probeCase) => {
	const { run, rows } = await evaluateCase(probeCase);
	expect(rows).toHaveLength(2);
	rows.forEach((row, replica) => {
		expectDefinitions(probeCase, run, row, replica);
	});
});

// The second replica alone: the definitions take seconds at 4489 pairs, and a wrong stride shows
// there first.
test('every measure is its definition: pairs in two chunks', { timeout: 60_000 }, async () => {
	const { run, rows } = await evaluateCase(CHUNKED_CASE);
	expectDefinitions(CHUNKED_CASE, run, rows[1], 1);
});

test('the cases have networks that use key frequencies, and some without any', async () => {
	const evaluated = await Promise.all(PROBE_CASES.map(evaluateCase));
	const kinds = evaluated.flatMap(({ rows }) =>
		rows.map(({ columns }) => {
			if (columns['key_frequency_count'] === 0) return 'none';
			return (columns['trig_fraction'] ?? NaN) > 0.5 ? 'used' : 'unused';
		})
	);
	expect(new Set(kinds)).toEqual(new Set(['used', 'unused', 'none']));
});

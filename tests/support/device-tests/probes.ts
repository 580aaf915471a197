import { expect, test } from 'vitest';
import { probes } from '../../../src/engine/probes/index.ts';
import type { EvaluationRow } from '../../../src/engine/trainer/evaluation/evaluation-row.ts';
import { evaluateOnce } from '../evaluate-once.ts';
import type { TestDevice } from '../test-device.ts';
import {
	buildCase,
	CHUNKED_CASE,
	measuredColumns,
	PROBE_CASES,
	weightsOf
} from '../probe-cases.ts';
import { normError, relativeError, TOLERANCE } from '../tolerance.ts';
import { openReference } from '../runs/toy-training.ts';

const UNITS = new Map(
	probes.all.flatMap(({ scalars, vectors = [] }) =>
		[...scalars, ...vectors].map(({ id, unit }) => [id, unit] as const)
	)
);

/**
 * Losses, norms and counts err by some float32 units of themselves; a fraction by as many units of
 * the whole, however small it is, since most of the whole has cancelled.
 */
function expectMeasure(id: string, got: number, expected: number): void {
	const [metric = id] = id.split(':');
	if (Number.isNaN(expected)) expect(got, id).toBeNaN();
	else if (UNITS.get(metric) === 'fraction') {
		expect(Math.abs(got - expected), id).toBeLessThan(TOLERANCE.deviceLoss);
	} else expect(relativeError(got, expected), id).toBeLessThan(TOLERANCE.deviceLoss);
}

function expectRow(got: EvaluationRow, expected: EvaluationRow): void {
	const columns = measuredColumns(got);
	for (const [id, value] of Object.entries(measuredColumns(expected))) {
		expectMeasure(id, columns[id] ?? Infinity, value);
	}
	for (const [id, spectrum] of Object.entries(expected.spectra)) {
		expect(normError(got.spectra[id] ?? [], spectrum), id).toBeLessThan(TOLERANCE.deviceGradient);
	}
	const { cosine_coefficient: coefficients = new Float64Array(0), ...vectors } = expected.vectors;
	for (const [id, vector] of Object.entries(vectors)) {
		expect(got.vectors[id], id).toHaveLength(vector.length);
		vector.forEach((value, i) => {
			expectMeasure(id, got.vectors[id]?.[i] ?? Infinity, value);
		});
	}
	// A component of the logits errs by units of all of them: their norm is coefficient over
	// similarity.
	const norm = Math.abs(
		(coefficients[0] ?? NaN) / (expected.vectors['cosine_similarity']?.[0] ?? NaN)
	);
	coefficients.forEach((value, i) => {
		const error = Math.abs((got.vectors['cosine_coefficient']?.[i] ?? Infinity) - value);
		expect(error / norm, `cosine_coefficient of ${String(i + 1)}`).toBeLessThan(1e-6);
	});
}

/**
 * SwiftShader takes seconds to compile kernels for GPUs. With them only networks with planted waves
 * are measured: both models, losses and tasks, odd and even orders. Each op has its own tests.
 */
const casesFor = ({ kind }: TestDevice) =>
	[...PROBE_CASES, CHUNKED_CASE].filter(({ planted }) => kind !== 'gpu' || planted !== undefined);

export const testProbes = (devices: readonly TestDevice[]) => {
	const cases = devices.flatMap((device) =>
		casesFor(device).map((probeCase) => ({ ...probeCase, ...device }))
	);

	test.each(cases)('$title, $device: as the reference', async ({ kind, open, ...probeCase }) => {
		const run = buildCase(probeCase, kind);
		const weights = (r: number) => weightsOf(probeCase, run, r);
		const expected = await evaluateOnce(run, openReference, weights);
		const got = await evaluateOnce(run, open, weights);
		expect(got).toHaveLength(2);
		got.forEach((row, r) => {
			expectRow(row, expected[r] ?? expect.fail('no such replica'));
		});
	});
};

import { expect, test } from 'vitest';
import { openGpuSession } from '../../support/gpu-session.ts';
import { OPTIMIZER_CASES } from '../../support/ops/optimizer-cases.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { normError, TOLERANCE } from '../../support/tolerance.ts';
import { openReference, trainToy } from '../../support/runs/toy-training.ts';

test.each(OPTIMIZER_CASES)(
	'$title: float32 matches float64 after 20 steps at p = 7',
	async ({ optimizer, params }) => {
		const spec = toyRun({ optimizer, params });
		const expected = await trainToy(spec, openReference, 20);
		const got = await trainToy(spec, openGpuSession, 20);
		const error = normError(
			got.final.buffers['parameters'] ?? [],
			expected.final.buffers['parameters'] ?? []
		);
		expect(error).toBeLessThan(TOLERANCE.deviceWeights);
		expect(normError(got.loss[0] ?? [], expected.loss[0] ?? [])).toBeLessThan(TOLERANCE.deviceLoss);
	}
);

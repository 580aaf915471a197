import { expect, test } from 'vitest';
import { OPTIMIZER_CASES } from '../ops/optimizer-cases.ts';
import { toyRun } from '../runs/run-spec.ts';
import { normError, TOLERANCE } from '../tolerance.ts';
import { openReference, trainToy, type OpenSession } from '../runs/toy-training.ts';

export const testOptimizers = (open: OpenSession) =>
	test.each(OPTIMIZER_CASES)(
		'$title: float32 matches float64 after 20 steps at p = 7',
		async ({ optimizer, params }) => {
			const spec = toyRun({ optimizer, params });
			const expected = await trainToy(spec, openReference, 20);
			const got = await trainToy(spec, open, 20);
			const error = normError(
				got.final.buffers['parameters'] ?? [],
				expected.final.buffers['parameters'] ?? []
			);
			expect(error).toBeLessThan(TOLERANCE.deviceWeights);
			expect(normError(got.loss[0] ?? [], expected.loss[0] ?? [])).toBeLessThan(
				TOLERANCE.deviceLoss
			);
		}
	);

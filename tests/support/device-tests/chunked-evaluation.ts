import { expect, test } from 'vitest';
import { chunkedAndDirect } from '../chunked-evaluation.ts';
import type { OpenSession } from '../runs/toy-training.ts';
import { relativeError, TOLERANCE } from '../tolerance.ts';

export const testChunkedEvaluation = (open: OpenSession) =>
	test('evaluation in two chunks is that of all pairs at once', async () => {
		const { chunked, direct } = await chunkedAndDirect(open);
		for (const metric of ['train_loss', 'test_loss'] as const) {
			const error = relativeError(chunked[metric] ?? NaN, direct[metric] ?? NaN);
			expect(error, metric).toBeLessThan(TOLERANCE.deviceLoss);
		}
		for (const metric of [
			'train_accuracy',
			'test_accuracy',
			'mirrored_accuracy',
			'non_mirrored_accuracy'
		] as const) {
			// Counts, unless two logits of a pair differ by less than rounding, which these weights do
			// not.
			expect(chunked[metric], metric).toBeCloseTo(direct[metric] ?? NaN, 6);
		}
	});

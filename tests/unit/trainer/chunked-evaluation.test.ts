import { expect, test } from 'vitest';
import { EVALUATION_METRICS } from '../../../src/engine/core/telemetry.ts';
import { chunkedAndDirect } from '../../support/chunked-evaluation.ts';
import { openReference } from '../../support/runs/toy-training.ts';

test('evaluation in two chunks is that of all pairs at once', async () => {
	const { chunked, direct } = await chunkedAndDirect(openReference);
	for (const metric of EVALUATION_METRICS) {
		// The same float64 sums in another order; accuracies are counts.
		expect(chunked[metric], metric).toBeCloseTo(direct[metric], 12);
	}
});

import { expect, test } from 'vitest';
import { chunkedAndDirect } from '../../support/chunked-evaluation.ts';
import { openReference } from '../../support/runs/toy-training.ts';

test('evaluation in two chunks is that of all pairs at once', async () => {
	const { chunked, direct } = await chunkedAndDirect(openReference);
	expect(Object.keys(direct)).toHaveLength(8);
	for (const [metric, value] of Object.entries(direct)) {
		// The same float64 sums in another order; accuracies are counts.
		expect(chunked[metric], metric).toBeCloseTo(value, 12);
	}
});

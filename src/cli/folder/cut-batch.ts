import type { BatchResult } from '../../engine/trainer/train/batch-reader.ts';

/**
 * A batch up to the first step whose loss is not finite, that one included, and that step, if there
 * is one.
 */
export function cutBatch(result: BatchResult): {
	readonly kept: BatchResult;
	readonly badStep: number | undefined;
} {
	const bad = result.loss
		.map((losses) => losses.findIndex((value) => !Number.isFinite(value)))
		.filter((i) => i >= 0);
	if (bad.length === 0) return { kept: result, badStep: undefined };
	const last = Math.min(...bad);
	const badStep = result.step + last;
	const kept = {
		...result,
		updates: last + 1,
		loss: result.loss.map((losses) => losses.subarray(0, last + 1)),
		accuracy: result.accuracy.map((values) => values.subarray(0, last + 1)),
		evaluations: result.evaluations.map((rows) => rows.filter(({ step }) => step <= badStep))
	};
	return { kept, badStep };
}

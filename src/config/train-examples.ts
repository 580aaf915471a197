import type { RunConfig } from './run-config.ts';
import { specsOf } from './schemas.ts';

/** The number of examples, and how many of them are train examples. */
export function trainExamples(config: RunConfig): {
	readonly total: number;
	readonly train: number;
} {
	const { examples, trainExamples: train } = specsOf(config).task.shape(config.values);
	return { total: examples, train };
}

import type { RunConfig } from './run-config.ts';
import { specsOf } from './schemas.ts';

/** How many examples there are, and how many of them are trained on. */
export function trainExamples(config: RunConfig): {
	readonly total: number;
	readonly train: number;
} {
	const { examples, trainExamples: train } = specsOf(config).task.shape(config.values);
	return { total: examples, train };
}

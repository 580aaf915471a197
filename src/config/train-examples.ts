import type { RunConfig } from './run-config.ts';
import { specsOf } from './schemas.ts';

/** The groups of test examples of a config's task. */
export const testGroups = (config: RunConfig) => specsOf(config).task.shape(config.values).groups;

/** The number of examples, and how many of them are train examples. */
export function trainExamples(config: RunConfig): {
	readonly total: number;
	readonly train: number;
} {
	const { examples, trainExamples: train } = specsOf(config).task.shape(config.values);
	return { total: examples, train };
}

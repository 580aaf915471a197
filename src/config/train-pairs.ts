import { trainPairCount } from '../engine/tasks/train-pair-count.ts';
import type { RunConfig } from './run-config.ts';
import { specsOf } from './schemas.ts';
import { numberOf, splitModeOf } from './values.ts';

/** How many ordered pairs there are, and how many of them the split trains on. */
export function trainPairs(config: RunConfig): { readonly total: number; readonly train: number } {
	const sizes = specsOf(config).task.sizes(config.values);
	return {
		total: sizes.pairCount,
		train: trainPairCount(sizes, numberOf(config, 'frac_train'), splitModeOf(config))
	};
}

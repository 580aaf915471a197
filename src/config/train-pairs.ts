import type { RunConfig } from './run-config.ts';
import { specsOf } from './schemas.ts';
import { numberOf, splitModeOf } from './values.ts';

/**
 * How many ordered pairs there are, and how many of them the trainer's split trains on. A test holds this against the
 * split itself, which lies behind a wall: config must not reach the trainer.
 */
export function trainPairs(config: RunConfig): { readonly total: number; readonly train: number } {
	const { residues, pairCount } = specsOf(config).task.sizes(config.values);
	const fraction = numberOf(config, 'frac_train');
	if (splitModeOf(config) === 'ordered') {
		return { total: pairCount, train: Math.floor(fraction * pairCount) };
	}
	const mirrored = Math.floor((fraction * residues * (residues - 1)) / 2);
	return { total: pairCount, train: Math.floor(fraction * residues) + 2 * mirrored };
}

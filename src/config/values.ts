import { LabError } from '../engine/core/lab-error.ts';
import type { SplitMode } from '../engine/tasks/train-pair-count.ts';
import type { RunConfig } from './run-config.ts';

/** A number of a config. @throws LabError `bad-parameter` where there is none under that key */
export function numberOf(config: RunConfig, key: string): number {
	const value = config.values[key];
	if (typeof value === 'number') return value;
	throw new LabError('bad-parameter', `${key}: expected a number, got ${String(value)}`);
}

/** What the split of a config shuffles: ordered or unordered pairs. */
export function splitModeOf(config: RunConfig): SplitMode {
	return config.values['split_pairs'] === 'unordered' ? 'unordered' : 'ordered';
}

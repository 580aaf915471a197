import type { DecayStability } from '../engine/optimizers/define.ts';
import type { RunConfig } from './run-config.ts';
import { specsOf } from './schemas.ts';
import { numberOf } from './values.ts';

/** The decays of a config's optimizer, each with the learning rate that it is multiplied by. */
export const decaysOf = (config: RunConfig): readonly DecayStability[] =>
	specsOf(config).optimizer.decayStability(config.values);

/** Keys of the learning rates of a config's optimizer. */
export const ratesOf = (config: RunConfig): readonly string[] => [
	...new Set(decaysOf(config).map(({ rate }) => rate))
];

/** The largest weight decay of a config; 0 if it has none. */
export const largestDecay = (config: RunConfig): number =>
	Math.max(0, ...decaysOf(config).map(({ decay }) => numberOf(config, decay)));

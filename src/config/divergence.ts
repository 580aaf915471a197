import type { RunConfig } from './run-config.ts';
import { problemsOf } from './config.ts';
import { resolveRun } from './resolve.ts';
import { schemasFor } from './schemas.ts';

/** Why the weights of a run grew without end, as far as its settings tell. */
export interface Divergence {
	readonly cause: 'weight-decay' | 'learning-rate';
	/** What happened and what would help. */
	readonly sentence: string;
	/** A weight decay with which the weights stay bounded, where that is the cause. */
	readonly weightDecay?: number;
	/** Whether this fraction of the learning rate would bound them too. */
	readonly helpsLowerRate: boolean;
}

/** A learning rate that is lowered after a run diverged is divided by this. */
export const LOWER_RATE_DIVISOR = 3;

/** Learning rate times decay that is safe with a wide margin. */
const SAFE_PRODUCT = 0.5;

const short = (value: number): string => String(Number(value.toPrecision(3)));

const RATE_TOO_HIGH: Divergence = Object.freeze({
	cause: 'learning-rate',
	sentence: 'Training has diverged, usually because the learning rate is too high.',
	helpsLowerRate: true
});

function safeDecay(config: RunConfig, rate: number): number {
	const schema = schemasFor(config)['weight_decay'];
	const usual = typeof schema?.default === 'number' ? schema.default : 0;
	return rate * usual <= SAFE_PRODUCT ? usual : Number((SAFE_PRODUCT / rate).toPrecision(1));
}

/** Which of the settings in force explains that a loss is no longer a number: weight decay where that alone suffices. */
export function divergenceOf(config: RunConfig): Divergence {
	const [rate, decay] = [config.values['lr'], config.values['weight_decay']];
	const product = typeof rate === 'number' && typeof decay === 'number' ? rate * decay : 0;
	// Settings that do not go together belong to no run, and nothing can be concluded from them.
	if (typeof rate !== 'number' || problemsOf(config).length > 0) return RATE_TOO_HIGH;
	const { optimizer, params } = resolveRun(config);
	const { largestProduct: limit, isDecoupled } = optimizer.decayStability(params);
	if (product <= limit) return RATE_TOO_HIGH;
	const factor = isDecoupled
		? `so every update multiplies all weights by 1 − ${short(product)} = −${short(product - 1)}`
		: 'with which the decay in every update makes all weights larger instead of smaller';
	return {
		cause: 'weight-decay',
		sentence: `The weight decay is too high for the learning rate: their product is ${short(product)}, ${factor}. It must stay below ${short(limit)}.`,
		weightDecay: safeDecay(config, rate),
		helpsLowerRate: product / LOWER_RATE_DIVISOR < limit
	};
}

import type { RunConfig } from './run-config.ts';
import { problemsOf } from './config.ts';
import { resolveRun } from './resolve.ts';
import { schemasFor } from './schemas.ts';
import { numberOf } from './values.ts';

/** The likely cause of a run's divergence, found from its settings. */
export interface Divergence {
	readonly cause: 'weight-decay' | 'learning-rate';
	/** A sentence that says what happened and what helps. */
	readonly sentence: string;
	/**
	 * The key of the weight decay that is the cause, and a value that keeps the weights bounded.
	 */
	readonly decay?: { readonly key: string; readonly value: number };
	/** Whether dividing the learning rate by `LOWER_RATE_DIVISOR` keeps them bounded too. */
	readonly helpsLowerRate: boolean;
}

/** Divisor by which the page lowers the learning rate after a run diverged. */
export const LOWER_RATE_DIVISOR = 3;

/** Product of learning rate and decay that is safe with a wide margin. */
const SAFE_PRODUCT = 0.5;

const short = (value: number): string => String(Number(value.toPrecision(3)));

const RATE_TOO_HIGH: Divergence = Object.freeze({
	cause: 'learning-rate',
	sentence: 'Training has diverged, usually because the learning rate is too high.',
	helpsLowerRate: true
});

function safeDecay(config: RunConfig, key: string, rate: number): number {
	const schema = schemasFor(config)[key];
	const usual = typeof schema?.default === 'number' ? schema.default : 0;
	return rate * usual <= SAFE_PRODUCT ? usual : Number((SAFE_PRODUCT / rate).toPrecision(1));
}

/** The label of a parameter as it is written within a sentence. */
function words(config: RunConfig, key: string): string {
	const label = schemasFor(config)[key]?.label ?? key;
	return label.charAt(0).toLowerCase() + label.slice(1);
}

/**
 * The setting that explains a non-finite loss: weight decay if it alone makes weights grow, else
 * the learning rate.
 */
export function divergenceOf(config: RunConfig): Divergence {
	// Settings that cannot be used together did not train, so nothing follows from them.
	if (problemsOf(config).length > 0) return RATE_TOO_HIGH;
	const { optimizer, params } = resolveRun(config);
	const decays = optimizer.decayStability(params);
	for (const { rate: rateKey, decay: key, largestProduct: limit, isDecoupled } of decays) {
		const rate = numberOf(config, rateKey);
		const product = rate * numberOf(config, key);
		if (product <= limit) continue;
		const which = decays.length > 1 ? 'the weights that it acts on' : 'all weights';
		const factor = isDecoupled
			? `so every update multiplies ${which} by 1 − ${short(product)} = −${short(product - 1)}`
			: `with which the decay in every update makes ${which} larger instead of smaller`;
		return {
			cause: 'weight-decay',
			sentence: `The ${words(config, key)} is too high for the ${words(config, rateKey)}: their product is ${short(product)}, ${factor}. It must stay below ${short(limit)}.`,
			decay: { key, value: safeDecay(config, key, rate) },
			helpsLowerRate: rateKey === 'lr' && product / LOWER_RATE_DIVISOR < limit
		};
	}
	return RATE_TOO_HIGH;
}

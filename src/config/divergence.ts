import type { RunConfig } from './run-config.ts';
import { problemsOf } from './config.ts';
import { decaysOf, ratesOf } from './decays.ts';
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
	/**
	 * Keys of the learning rates that are too high, or whose division by `LOWER_RATE_DIVISOR` keeps
	 * the weights bounded too; empty where that does not help.
	 */
	readonly rates: readonly string[];
}

/** Divisor by which the page lowers learning rates after a run diverged. */
export const LOWER_RATE_DIVISOR = 3;

/** Product of learning rate and decay that is safe with a wide margin. */
const SAFE_PRODUCT = 0.5;

const short = (value: number): string => String(Number(value.toPrecision(3)));

function rateTooHigh(rates: readonly string[]): Divergence {
	const which = rates.length > 1 ? 'a' : 'the';
	return {
		cause: 'learning-rate',
		sentence: `Training has diverged, usually because ${which} learning rate is too high.`,
		rates
	};
}

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
	if (problemsOf(config).length > 0) return rateTooHigh(ratesOf(config));
	const decays = decaysOf(config);
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
			rates: product / LOWER_RATE_DIVISOR < limit ? [rateKey] : []
		};
	}
	return rateTooHigh(ratesOf(config));
}

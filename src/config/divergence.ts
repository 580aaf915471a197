import type { DecayStability } from '../engine/optimizers/define.ts';
import type { RunConfig } from './run-config.ts';
import { problemsOf } from './config.ts';
import { decaysOf, ratesOf } from './decays.ts';
import { schemasFor } from './schemas.ts';
import { numberOf } from './values.ts';

/** A weight decay that is too high. */
interface LowerDecay {
	readonly key: string;
	/** Its label as it is written within a sentence. */
	readonly label: string;
	/** A value that keeps the weights bounded. */
	readonly value: number;
}

/** The likely cause of a run's divergence, found from its settings. */
export interface Divergence {
	readonly cause: 'weight-decay' | 'learning-rate';
	/** A sentence that says what happened and what helps. */
	readonly sentence: string;
	/** The weight decays that are too high; none if they are not the cause. */
	readonly decays: readonly LowerDecay[];
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
		decays: [],
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

const productOf = (config: RunConfig, { rate, decay }: DecayStability): number =>
	numberOf(config, rate) * numberOf(config, decay);

/** @param which weights the decay acts on, in words */
function decayTooHigh(config: RunConfig, stability: DecayStability, which: string): string {
	const { rate, decay, largestProduct, isDecoupled } = stability;
	const product = productOf(config, stability);
	const factor = isDecoupled
		? `so every update multiplies ${which} by 1\u00a0−\u00a0${short(product)}\u00a0=\u00a0−${short(product - 1)}`
		: `with which the decay in every update makes ${which} larger instead of smaller`;
	return `The ${words(config, decay)} is too high for the ${words(config, rate)}: their product is ${short(product)}, ${factor}. It must stay below ${short(largestProduct)}.`;
}

/**
 * The settings that explain a non-finite loss: weight decays that alone make weights grow, else the
 * learning rates.
 */
export function divergenceOf(config: RunConfig): Divergence {
	// Settings that cannot be used together did not train, so nothing follows from them.
	if (problemsOf(config).length > 0) return rateTooHigh(ratesOf(config));
	const decays = decaysOf(config);
	const which = decays.length > 1 ? 'the weights that it acts on' : 'all weights';
	const tooHigh = decays.filter((decay) => productOf(config, decay) > decay.largestProduct);
	if (tooHigh.length === 0) return rateTooHigh(ratesOf(config));
	const doLowerRatesHelp = tooHigh.every(
		(decay) => productOf(config, decay) / LOWER_RATE_DIVISOR < decay.largestProduct
	);
	return {
		cause: 'weight-decay',
		sentence: tooHigh.map((decay) => decayTooHigh(config, decay, which)).join(' '),
		decays: tooHigh.map(({ decay: key, rate }) => ({
			key,
			label: words(config, key),
			value: safeDecay(config, key, numberOf(config, rate))
		})),
		rates: doLowerRatesHelp ? [...new Set(tooHigh.map(({ rate }) => rate))] : []
	};
}

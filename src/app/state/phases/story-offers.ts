import { decaysOf } from '../../../config/decays.ts';
import type { RunConfig } from '../../../config/run-config.ts';
import { schemasFor } from '../../../config/schemas.ts';
import { encodeLink } from '../../../config/url-codec.ts';
import { numberOf } from '../../../config/values.ts';
import type { PresetId } from '../../../presets/index.ts';
import { runnableChange } from '../config/runnable-change.ts';
import { formatCount, formatNumber, formatShare } from '../format.ts';
import { isDiverging, type StoryFacts } from './story-facts.ts';
import type { StoryOffer } from './story.ts';

/** The settings from which other runs are offered. */
interface Settings {
	readonly config: RunConfig;
	readonly presetId: PresetId;
}

/** A run that differs in one value; none if it cannot run, or is the same. */
function otherRun(
	{ config, presetId }: Settings,
	key: string,
	value: number,
	label: string
): readonly StoryOffer[] {
	const other = runnableChange(config, key, value);
	return other === undefined ? [] : [{ label, link: `#${encodeLink(other, presetId)}` }];
}

/** The parameter for how much is shown, with its words; tasks have one or the other. */
const SHOWN = Object.freeze([
	{ key: 'frac_train', isShare: true },
	{ key: 'train_examples', isShare: false }
]);

/** @param factor by which the train examples change: above 1 towards all, below 1 towards none */
function shownOffers(
	settings: Settings,
	factor: number,
	label: (amount: string) => string
): readonly StoryOffer[] {
	return SHOWN.flatMap(({ key, isShare }) => {
		const now = settings.config.values[key];
		if (typeof now !== 'number') return [];
		if (!isShare) {
			const value = Math.round(now * factor);
			return otherRun(settings, key, value, label(formatCount(value)));
		}
		const target = factor > 1 ? now + (1 - now) / factor : now * factor;
		const value = Math.min(0.9, Math.max(0.1, Number(target.toFixed(1))));
		const isFurther = factor > 1 ? value > now : value < now;
		return isFurther ? otherRun(settings, key, value, label(formatShare(value))) : [];
	});
}

const moreData = (settings: Settings) =>
	shownOffers(settings, 2, (amount) => `Show it more: ${amount}`);
const lessData = (settings: Settings) =>
	shownOffers(settings, 0.5, (amount) => `What if it sees only ${amount}?`);

/** More weight decay, or some where there is none, as long as the weights stay bounded. */
function moreDecay(settings: Settings): readonly StoryOffer[] {
	const { config } = settings;
	return decaysOf(config)
		.slice(0, 1)
		.flatMap(({ rate, decay, largestProduct }) => {
			const now = numberOf(config, decay);
			const usual = schemasFor(config)[decay]?.default;
			const value = now > 0 ? 2 * now : typeof usual === 'number' && usual > 0 ? usual : 1;
			// Half of the bound: near it the weights jump at every step.
			if (numberOf(config, rate) * value > largestProduct / 2) return [];
			const label = `More weight decay: ${formatNumber(now)} → ${formatNumber(value)}`;
			return otherRun(settings, decay, value, label);
		});
}

function noDecay(settings: Settings): readonly StoryOffer[] {
	const { config } = settings;
	return decaysOf(config)
		.slice(0, 1)
		.flatMap(({ decay }) => otherRun(settings, decay, 0, 'What if weight decay is 0?'));
}

/** A third of a value, for a run that was too violent. */
function third(settings: Settings, key: string, label: string): readonly StoryOffer[] {
	const now = numberOf(settings.config, key);
	const value = Number((now / 3).toPrecision(1));
	return otherRun(settings, key, value, `${label}: ${formatNumber(now)} → ${formatNumber(value)}`);
}

const gentler = (settings: Settings): readonly StoryOffer[] =>
	decaysOf(settings.config)
		.slice(0, 1)
		.flatMap(({ rate, decay }) => [
			...third(settings, rate, 'Lower learning rate'),
			...third(settings, decay, 'Less weight decay')
		]);

type PhaseFacts = Pick<StoryFacts, 'phase' | 'isMemorized' | 'endedAt' | 'weightDecay'>;

/**
 * Other runs to try after a run, or instead of continuing it. A run that may still change by itself
 * offers none, unless nothing favors a change: it is memorized and has no weight decay.
 */
export const otherRuns = (
	settings: Settings,
	facts: PhaseFacts & Pick<StoryFacts, 'trainLoss' | 'chance'>
): readonly StoryOffer[] => (isDiverging(facts) ? gentler(settings) : phaseOffers(settings, facts));

function phaseOffers(
	settings: Settings,
	{ phase, isMemorized, endedAt, weightDecay }: PhaseFacts
): readonly StoryOffer[] {
	switch (phase) {
		case 'before':
			return [];
		case 'grokked':
		case 'regained':
			return [...noDecay(settings), ...lessData(settings)];
		case 'lost':
			return gentler(settings);
		case 'memorizing':
		case 'plateau':
		case 'circuit':
		case 'cleanup':
			if (endedAt !== undefined) return [...moreData(settings), ...moreDecay(settings)];
			return isMemorized && weightDecay <= 0 ? moreDecay(settings) : [];
	}
}

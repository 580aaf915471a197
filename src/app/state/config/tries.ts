import { decaysOf } from '../../../config/decays.ts';
import { configOf } from '../../../config/preset-config.ts';
import type { RunConfig } from '../../../config/run-config.ts';
import type { PresetId } from '../../../presets/index.ts';
import { formatNumber, formatShare } from '../format.ts';
import { runnableChange } from './runnable-change.ts';

/** A change of the settings that is worth a run, with what will probably happen. */
interface Try {
	readonly question: string;
	readonly prediction: string;
	readonly config: RunConfig;
}

/** The share of the table of the second question. */
const SMALL_SHARE = 0.2;
const OF_PRESET = 'As in the preset.';

/** The try with these words; none if its settings cannot run. */
const tryOf = (
	question: string,
	prediction: string,
	config: RunConfig | undefined
): readonly Try[] => (config === undefined ? [] : [{ question, prediction, config }]);

/** No weight decay; the preset's where the settings have none. */
function decayTry(config: RunConfig, preset: RunConfig): readonly Try[] {
	const keys = decaysOf(config).map(({ decay }) => decay);
	const set = (value: number) =>
		keys
			.filter((key) => config.values[key] !== value)
			.reduce<RunConfig | undefined>(
				(changed, key) => changed && runnableChange(changed, key, value),
				config
			);
	if (keys.some((key) => config.values[key] !== 0)) {
		return tryOf('What if weight decay is 0?', 'Probably it only memorizes.', set(0));
	}
	const usual = keys.map((key) => preset.values[key])[0];
	if (typeof usual !== 'number' || usual === 0) return [];
	return tryOf(`What if weight decay is ${formatNumber(usual)}?`, OF_PRESET, set(usual));
}

/** A fifth of the table; the preset's share where the settings show no more than that. */
function shareTry(config: RunConfig, preset: RunConfig): readonly Try[] {
	const { frac_train: share } = config.values;
	const { frac_train: usual } = preset.values;
	if (typeof share !== 'number') return [];
	const isLarge = share > SMALL_SHARE;
	if (!isLarge && (typeof usual !== 'number' || usual <= SMALL_SHARE)) return [];
	const value = isLarge || typeof usual !== 'number' ? SMALL_SHARE : usual;
	return tryOf(
		`What if it sees ${isLarge ? 'only ' : ''}${formatShare(value)}?`,
		isLarge ? 'Probably too little to find the rule.' : OF_PRESET,
		runnableChange(config, 'frac_train', value)
	);
}

function seedTry(config: RunConfig): readonly Try[] {
	const { seed } = config.values;
	if (typeof seed !== 'number') return [];
	const next = runnableChange(config, 'seed', seed + 1) ?? runnableChange(config, 'seed', 0);
	return tryOf('What about another seed?', 'Probably the same, at other steps.', next);
}

/**
 * Changes of the settings in the rail, each where they have what is changed and can run with it.
 * @param presetId the preset that they came from
 */
export function triesOf(config: RunConfig, presetId: PresetId): readonly Try[] {
	const preset = configOf(presetId);
	return [...decayTry(config, preset), ...shareTry(config, preset), ...seedTry(config)];
}

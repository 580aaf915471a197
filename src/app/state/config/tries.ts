import { withValue } from '../../../config/config.ts';
import { decaysOf } from '../../../config/decays.ts';
import { configOf } from '../../../config/preset-config.ts';
import type { RunConfig } from '../../../config/run-config.ts';
import type { PresetId } from '../../../presets/index.ts';
import { formatNumber, formatShare } from '../format.ts';

/** A change of the settings that is worth a run, with what will probably happen. */
interface Try {
	readonly question: string;
	readonly prediction: string;
	readonly config: RunConfig;
}

/** The share of the table of the second question. */
const SMALL_SHARE = 0.2;
const OF_PRESET = 'As in the preset.';

/** No weight decay; the preset's where the settings have none. */
function decayTry(config: RunConfig, preset: RunConfig): readonly Try[] {
	const keys = decaysOf(config).map(({ decay }) => decay);
	const set = (value: number) =>
		keys.reduce((changed, key) => withValue(changed, key, value), config);
	if (keys.some((key) => config.values[key] !== 0)) {
		const prediction = 'Probably it only memorizes.';
		return [{ question: 'What if weight decay is 0?', prediction, config: set(0) }];
	}
	const usual = keys.map((key) => preset.values[key])[0];
	if (typeof usual !== 'number' || usual === 0) return [];
	const question = `What if weight decay is ${formatNumber(usual)}?`;
	return [{ question, prediction: OF_PRESET, config: set(usual) }];
}

/** A fifth of the table; the preset's share where the settings show no more than that. */
function shareTry(config: RunConfig, preset: RunConfig): readonly Try[] {
	const { frac_train: share } = config.values;
	const { frac_train: usual } = preset.values;
	if (typeof share !== 'number') return [];
	const isLarge = share > SMALL_SHARE;
	if (!isLarge && (typeof usual !== 'number' || usual <= SMALL_SHARE)) return [];
	const value = isLarge || typeof usual !== 'number' ? SMALL_SHARE : usual;
	return [
		{
			question: `What if it sees ${isLarge ? 'only ' : ''}${formatShare(value)}?`,
			prediction: isLarge ? 'Probably too little to find the rule.' : OF_PRESET,
			config: withValue(config, 'frac_train', value)
		}
	];
}

function seedTry(config: RunConfig): readonly Try[] {
	const { seed } = config.values;
	if (typeof seed !== 'number') return [];
	const next = withValue(config, 'seed', seed + 1);
	return [
		{
			question: 'What about another seed?',
			prediction: 'Probably the same, at other steps.',
			config: next
		}
	];
}

/**
 * Changes of the settings in the rail, each where they have what is changed.
 * @param presetId the preset that they came from
 */
export function triesOf(config: RunConfig, presetId: PresetId): readonly Try[] {
	const preset = configOf(presetId);
	return [...decayTry(config, preset), ...shareTry(config, preset), ...seedTry(config)];
}

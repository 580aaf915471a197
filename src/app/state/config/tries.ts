import { withValue } from '../../../config/config.ts';
import { decaysOf } from '../../../config/decays.ts';
import { configOf } from '../../../config/preset-config.ts';
import type { RunConfig } from '../../../config/run-config.ts';
import type { PresetId } from '../../../presets/index.ts';

/** A change of a preset that is worth a run, with what will probably happen. */
interface Try {
	readonly question: string;
	readonly prediction: string;
	readonly config: RunConfig;
}

/** The share of the table of the second question. */
const SMALL_SHARE = 0.2;

/** Three changes of a preset, each where the preset has what is changed. */
export function triesOf(presetId: PresetId): readonly Try[] {
	const config = configOf(presetId);
	const { frac_train: share, seed } = config.values;
	const decays = decaysOf(config).map(({ decay }) => decay);
	return [
		...(decays.length === 0
			? []
			: [
					{
						question: 'What if weight decay is 0?',
						prediction: 'It memorizes, and stays there.',
						config: decays.reduce((changed, key) => withValue(changed, key, 0), config)
					}
				]),
		...(typeof share === 'number' && share > SMALL_SHARE
			? [
					{
						question: 'What if it sees only 20 %?',
						prediction: 'Too little to find the rule.',
						config: withValue(config, 'frac_train', SMALL_SHARE)
					}
				]
			: []),
		...(typeof seed === 'number'
			? [
					{
						question: 'What about another seed?',
						prediction: 'Yes, at other steps.',
						config: withValue(config, 'seed', seed + 1)
					}
				]
			: [])
	];
}

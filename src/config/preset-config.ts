import { presets, type PresetId } from '../presets/index.ts';
import { defaultConfig, withValue } from './config.ts';
import type { RunConfig } from './run-config.ts';

/**
 * The config of a preset: the defaults of its specs with its own values.
 * @throws LabError `bad-parameter` if the preset sets a value that its specs do not allow
 */
export function configOf(presetId: PresetId): RunConfig {
	const { selection, values } = presets.get(presetId);
	return Object.entries(values).reduce(
		(config, [key, value]) => withValue(config, key, value),
		defaultConfig(selection)
	);
}

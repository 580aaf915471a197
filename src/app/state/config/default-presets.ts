import type { PresetId } from '../../../presets/index.ts';
import type { AdapterReport } from '../../../engine/core/telemetry.ts';

/** The canonical run, with which the page opens. */
export const OPENING_PRESET: PresetId = 'nanda-2023';

/** The cheapest run that groks: for adapters on which the canonical one would take hours. */
export const SOFTWARE_PRESET: PresetId = 'quick-mlp';

/** The preset to open with where the link names nothing. */
function defaultPresetFor(kind: AdapterReport['kind']): PresetId {
	return kind === 'gpu' ? OPENING_PRESET : SOFTWARE_PRESET;
}

/**
 * The preset of a link that names none. For an empty link it depends on the kind of adapter, once
 * that is known.
 */
export function presetWithout(fragment: string, kind: AdapterReport['kind'] | undefined): PresetId {
	return fragment === '' && kind !== undefined ? defaultPresetFor(kind) : OPENING_PRESET;
}

/** What `pickPresetForAdapter` reads and changes of `ConfigState`. */
interface FirstConfig {
	/** Undefined until a run is loaded. */
	readonly started: unknown;
	readonly presetId: PresetId;
	pickPreset(id: PresetId): void;
}

/**
 * Replaces the opening preset by one that this kind of adapter can train in reasonable time. Call
 * it only while the user has changed nothing.
 * @returns whether the preset was replaced
 */
export function pickPresetForAdapter(config: FirstConfig, kind: AdapterReport['kind']): boolean {
	const preset = defaultPresetFor(kind);
	if (config.started !== undefined || preset === config.presetId) return false;
	config.pickPreset(preset);
	return true;
}

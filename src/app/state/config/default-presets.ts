import type { PresetId } from '../../../presets/index.ts';
import type { AdapterReport } from '../../../engine/core/telemetry.ts';

/** The canonical run: what the page opens with. */
export const OPENING_PRESET: PresetId = 'nanda-2023';

/** The cheapest run that groks: for adapters on which the canonical one would take hours. */
export const SOFTWARE_PRESET: PresetId = 'quick-mlp';

/** The preset to open with where the link names nothing. */
function defaultPresetFor(kind: AdapterReport['kind']): PresetId {
	return kind === 'gpu' ? OPENING_PRESET : SOFTWARE_PRESET;
}

/**
 * The preset of a link that names none: as when the page is opened with it, an empty link leaves it
 * to the adapter.
 */
export function presetWithout(fragment: string, kind: AdapterReport['kind'] | undefined): PresetId {
	return fragment === '' && kind !== undefined ? defaultPresetFor(kind) : OPENING_PRESET;
}

/** What the rail must tell and do for the first run of the page. */
interface FirstConfig {
	/** Undefined before a run was loaded. */
	readonly started: unknown;
	readonly presetId: PresetId;
	pickPreset(id: PresetId): void;
}

/**
 * On an untouched page, replaces the opening preset by one that the adapter can train. @returns
 * whether it did
 */
export function suitAdapter(config: FirstConfig, kind: AdapterReport['kind']): boolean {
	const preset = defaultPresetFor(kind);
	if (config.started !== undefined || preset === config.presetId) return false;
	config.pickPreset(preset);
	return true;
}

import type { PresetId } from '../../presets/index.ts';
import type { AdapterReport } from '../../engine/core/telemetry.ts';

/** The canonical run: what the page opens with. */
export const OPENING_PRESET: PresetId = 'nanda-2023';

/** The cheapest run that groks: for adapters on which the canonical one would take hours. */
export const SOFTWARE_PRESET: PresetId = 'quick-mlp';

/** The preset to open with where the link names nothing. */
export function defaultPresetFor(kind: AdapterReport['kind']): PresetId {
	return kind === 'gpu' ? OPENING_PRESET : SOFTWARE_PRESET;
}

/** The preset of a link that names none: as when the page is opened with it, an empty link leaves it to the adapter. */
export function presetWithout(fragment: string, kind: AdapterReport['kind'] | undefined): PresetId {
	return fragment === '' && kind !== undefined ? defaultPresetFor(kind) : OPENING_PRESET;
}

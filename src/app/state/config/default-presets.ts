import type { PresetId } from '../../../presets/index.ts';
import type { DeviceKind } from '../../../engine/core/backend.ts';

/** The canonical run, with which the page opens. */
export const OPENING_PRESET: PresetId = 'nanda-2023';

/**
 * A transformer that groks within seconds on the CPU, and within two minutes on a software adapter.
 */
export const QUICK_PRESET: PresetId = 'quick-transformer';

/**
 * The preset to open with where the link names nothing. On the reference only the small MLP groks
 * within minutes.
 */
const DEFAULT_PRESETS: Readonly<Record<DeviceKind, PresetId>> = Object.freeze({
	gpu: OPENING_PRESET,
	wasm: QUICK_PRESET,
	software: QUICK_PRESET,
	reference: 'quick-mlp'
});

/**
 * The preset of a link that names none. For an empty link it depends on the kind of adapter, once
 * that is known.
 */
export function presetWithout(fragment: string, kind: DeviceKind | undefined): PresetId {
	return fragment === '' && kind !== undefined ? DEFAULT_PRESETS[kind] : OPENING_PRESET;
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
export function pickPresetForAdapter(config: FirstConfig, kind: DeviceKind): boolean {
	const preset = DEFAULT_PRESETS[kind];
	if (config.started !== undefined || preset === config.presetId) return false;
	config.pickPreset(preset);
	return true;
}

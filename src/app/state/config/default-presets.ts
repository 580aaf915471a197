import type { PresetId } from '../../../presets/index.ts';
import type { DeviceKind } from '../../../engine/core/backend.ts';

/** The canonical run, with which the page opens. */
export const OPENING_PRESET: PresetId = 'nanda-2023';

/**
 * The preset to open with where the link names nothing: a run that groks within seconds, or a
 * minute at most. In WebAssembly that is a transformer; elsewhere on the CPU only the small MLP is
 * as fast.
 */
const DEFAULT_PRESETS: Readonly<Record<DeviceKind, PresetId>> = Object.freeze({
	gpu: OPENING_PRESET,
	wasm: 'quick-start',
	software: 'quick-mlp',
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

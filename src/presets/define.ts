import type { RunConfig } from '../config/run-config.ts';
import type { ParamValue } from '../engine/core/param-schema.ts';

/** A prepared run, immutable once released: links refer to it by id. */
export interface PresetSpec {
	readonly id: string;
	readonly label: string;
	/** One or two plain sentences: what will happen, and roughly at what step. */
	readonly story: string;
	readonly cite: string;
	/** What was measured over seeds, in steps; each preset says where. */
	readonly expectation: {
		readonly memorizedBy: number;
		readonly groksBetween: readonly [number, number];
		/** How test loss falls: off a cliff after a plateau, or in a slope right after its peak. */
		readonly course: 'cliff' | 'slope';
	};
	readonly selection: Pick<RunConfig, 'task' | 'model' | 'loss' | 'optimizer'>;
	/** What sets this run apart from the defaults; tests/golden/presets.json freezes the whole. */
	readonly values: Readonly<Record<string, ParamValue>>;
}

export function definePreset<const Id extends string>(
	spec: PresetSpec & { readonly id: Id }
): PresetSpec & { readonly id: Id } {
	return Object.freeze(spec);
}

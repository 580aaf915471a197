import type { PartialSelection } from '../config/schemas.ts';
import type { ParamValue } from '../engine/core/param-schema.ts';

/** A prepared run. It never changes once released, because links refer to it by id. */
export interface PresetSpec {
	readonly id: string;
	readonly label: string;
	/** One or two plain sentences: what will happen, and roughly at what step. */
	readonly story: string;
	readonly cite: string;
	/** What was measured over several seeds, in steps. Each preset names its source. */
	readonly expectation: {
		/** How many runs with different seeds were measured. */
		readonly runs: number;
		/** How many of them grokked; absent: all. */
		readonly grokked?: number;
		readonly memorizedBy: number;
		readonly groksBetween: readonly [number, number];
		/**
		 * How test loss falls: `cliff`, suddenly after a plateau, or `slope`, gradually right after
		 * its peak.
		 */
		readonly course: 'cliff' | 'slope';
	};
	/** Whether public/gallery has a recorded run of it. */
	readonly hasRecordedRun?: true;
	readonly selection: PartialSelection;
	/**
	 * The values that differ from the defaults. A test compares the whole config with
	 * tests/golden/presets.json.
	 */
	readonly values: Readonly<Record<string, ParamValue>>;
}

export function definePreset<const Id extends string>(
	spec: PresetSpec & { readonly id: Id }
): PresetSpec & { readonly id: Id } {
	return Object.freeze(spec);
}

import type { SettledMeasures } from '../../../engine/core/telemetry.ts';
import { hasFinalKeys } from '../../../lab-run/memorization-end.ts';
import { GrowingSeries } from './growing-series.ts';
import { GrowingVectors } from './growing-vectors.ts';

/** Measures with the final key frequencies, at steps with kept weights. */
export interface SettledSeries {
	readonly keyFrequencies: readonly number[];
	/** Whether they replace the live measures that need key frequencies. */
	readonly replacesLive: boolean;
	readonly evaluations: GrowingSeries;
	readonly vectors: GrowingVectors;
}

/** Converts settled measures into series for charts. */
export function settledSeries(settled: SettledMeasures): SettledSeries {
	const evaluations = new GrowingSeries();
	evaluations.append(settled.step, settled.columns);
	const vectors = new GrowingVectors();
	vectors.append(settled.step, settled.vectors);
	const { keyFrequencies } = settled;
	return { keyFrequencies, replacesLive: hasFinalKeys(settled), evaluations, vectors };
}

import type { SettledMeasures } from '../../../engine/core/telemetry.ts';
import { GrowingSeries } from './growing-series.ts';
import { GrowingVectors } from './growing-vectors.ts';

/** Measures with the final key frequencies, at steps with kept weights. */
export interface SettledSeries {
	readonly keyFrequencies: readonly number[];
	readonly evaluations: GrowingSeries;
	readonly vectors: GrowingVectors;
}

/** Converts settled measures into series for charts. */
export function settledSeries(settled: SettledMeasures): SettledSeries {
	const evaluations = new GrowingSeries();
	evaluations.append(settled.step, settled.columns);
	const vectors = new GrowingVectors();
	vectors.append(settled.step, settled.vectors);
	return { keyFrequencies: settled.keyFrequencies, evaluations, vectors };
}

import type { SettledMeasures } from '../../../engine/core/telemetry.ts';
import { GrowingSeries } from './growing-series.ts';
import { GrowingVectors } from './growing-vectors.ts';

/** All measures with the final key frequencies, at the steps of which weights are kept. */
export interface SettledSeries {
	readonly keyFrequencies: readonly number[];
	readonly evaluations: GrowingSeries;
	readonly vectors: GrowingVectors;
}

/** What the worker settled, as series that charts can draw. */
export function settledSeries(settled: SettledMeasures): SettledSeries {
	const evaluations = new GrowingSeries();
	evaluations.append(settled.step, settled.columns);
	const vectors = new GrowingVectors();
	vectors.append(settled.step, settled.vectors);
	return { keyFrequencies: settled.keyFrequencies, evaluations, vectors };
}

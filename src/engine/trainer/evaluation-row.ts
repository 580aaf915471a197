import type { NumericArray } from '../core/tensor.ts';
import type { EvaluationMetric } from '../core/telemetry.ts';
import type { BuiltRun } from './build-run.ts';
import { GROUP_COUNT, GROUPS } from './split.ts';

/** Everything known about one replica at one evaluated step. */
export interface EvaluationRow {
	readonly step: number;
	/** By metric id: `EVALUATION_METRICS` and the probes' scalars. */
	readonly columns: Readonly<Record<string, number>>;
	/** Power per frequency by probe id. */
	readonly spectra: Readonly<Record<string, Float64Array>>;
}

/** Pairs per evaluation group of a replica. */
export function groupSizes(groups: Uint32Array): readonly number[] {
	const sizes = Array.from({ length: GROUP_COUNT }, () => 0);
	for (const group of groups) sizes[group] = (sizes[group] ?? 0) + 1;
	return sizes;
}

/** Losses and accuracies from the sums [groups, 2] that `record-metrics` wrote; NaN where a group is empty. */
function evaluationMetrics(
	sums: NumericArray,
	sizes: readonly number[]
): Readonly<Record<EvaluationMetric, number>> {
	const part = (column: 0 | 1, ...groups: readonly number[]) => {
		const total = groups.reduce((sum, group) => sum + (sums[2 * group + column] ?? 0), 0);
		const count = groups.reduce((sum, group) => sum + (sizes[group] ?? 0), 0);
		return count === 0 ? NaN : total / count;
	};
	const { train, mirrored, nonMirrored } = GROUPS;
	return {
		train_loss: part(0, train),
		train_accuracy: part(1, train),
		test_loss: part(0, mirrored, nonMirrored),
		test_accuracy: part(1, mirrored, nonMirrored),
		mirrored_accuracy: part(1, mirrored),
		non_mirrored_accuracy: part(1, nonMirrored)
	};
}

/** Assembles a row from what was read at one evaluation of one replica. */
export function evaluationRow(
	run: BuiltRun,
	step: number,
	sums: NumericArray,
	sizes: readonly number[],
	probeValues: readonly NumericArray[]
): EvaluationRow {
	const columns: Record<string, number> = { ...evaluationMetrics(sums, sizes) };
	const spectra: Record<string, Float64Array> = {};
	run.probes.forEach((probe, i) => {
		const { scalars, spectrum } = probe.finish(probeValues[i] ?? new Float64Array(0), run.sizes);
		Object.assign(columns, scalars);
		if (spectrum !== undefined) spectra[probe.id] = spectrum;
	});
	return { step, columns, spectra };
}

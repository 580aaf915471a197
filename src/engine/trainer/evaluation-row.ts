import type { NumericArray } from '../core/tensor.ts';
import type { EvaluationMetric } from '../core/telemetry.ts';
import type { MeasuredEvidence } from '../key-rules/define.ts';
import type { BuiltRun } from './build-run.ts';
import { GROUP_COUNT, GROUPS } from './split.ts';

/** Everything known about one replica at one evaluated step. */
export interface EvaluationRow {
	readonly step: number;
	/** By metric id: `EVALUATION_METRICS` and the probes' scalars. */
	readonly columns: Readonly<Record<string, number>>;
	/** Power per frequency by probe id. */
	readonly spectra: Readonly<Record<string, Float64Array>>;
	/** A value per frequency by metric id. */
	readonly vectors: Readonly<Record<string, Float64Array>>;
	/** What key frequencies can be told from. */
	readonly evidence: MeasuredEvidence;
}

/** Everything that was read at one evaluation of one replica. */
interface EvaluationReading {
	readonly step: number;
	/** Sums [groups, 2] that `record-metrics` wrote. */
	readonly sums: NumericArray;
	/** Pairs per group. */
	readonly groupSizes: readonly number[];
	readonly trainPairsBySum: Float64Array;
	/** What each probe recorded. */
	readonly probes: readonly (readonly NumericArray[])[];
	readonly evidence: MeasuredEvidence;
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
		non_mirrored_accuracy: part(1, nonMirrored),
		mirrored_loss: part(0, mirrored),
		non_mirrored_loss: part(0, nonMirrored)
	};
}

/** Assembles a row from what was read. */
export function evaluationRow(run: BuiltRun, reading: EvaluationReading): EvaluationRow {
	const columns: Record<string, number> = {
		...evaluationMetrics(reading.sums, reading.groupSizes)
	};
	const spectra: Record<string, Float64Array> = {};
	const vectors: Record<string, Float64Array> = {};
	const context = {
		sizes: run.sizes,
		model: run.spec.model,
		loss: run.spec.loss,
		outputs: run.outputs,
		trainPairsBySum: reading.trainPairsBySum,
		parameterNames: run.parameters.map(({ name }) => name)
	};
	run.probes.forEach((probe, i) => {
		const result = probe.finish(reading.probes[i] ?? [], context);
		Object.assign(columns, result.scalars);
		Object.assign(vectors, result.vectors);
		if (result.spectrum !== undefined) spectra[probe.id] = result.spectrum;
	});
	return { step: reading.step, columns, spectra, vectors, evidence: reading.evidence };
}

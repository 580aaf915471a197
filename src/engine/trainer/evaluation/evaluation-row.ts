import { subjectOf } from '../run-spec.ts';
import type { NumericArray } from '../../core/tensor.ts';
import type { MeasuredEvidence } from '../../key-rules/define.ts';
import type { BuiltRun } from '../build/build-run.ts';
import { elementColumns } from '../build/build-examples.ts';
import { evaluationMetrics } from '../../core/telemetry.ts';
import type { TaskShape } from '../../tasks/define.ts';
import { groupCount } from './build-evaluation.ts';

/** Everything known about one replica at one evaluated step. */
export interface EvaluationRow {
	readonly step: number;
	/** By metric id: losses and accuracies (`evaluationMetrics`) and the probes' scalars. */
	readonly columns: Readonly<Record<string, number>>;
	/** Power per frequency by probe id. */
	readonly spectra: Readonly<Record<string, Float64Array>>;
	/** A value per frequency by metric id. */
	readonly vectors: Readonly<Record<string, Float64Array>>;
	/** What rules choose key frequencies by. */
	readonly evidence: MeasuredEvidence;
}

/** Everything that was read at one evaluation of one replica. */
interface EvaluationReading {
	readonly step: number;
	/** Sums [groups, 2] that `append-metrics` wrote. */
	readonly sums: NumericArray;
	/** Targets per group. */
	readonly groupSizes: readonly number[];
	readonly trainPairsBySum: Float64Array;
	/** The tensors of each probe. */
	readonly probes: readonly (readonly NumericArray[])[];
	readonly evidence: MeasuredEvidence;
}

/** Targets per evaluation group of a replica. @param groups of every example */
export function groupSizes(shape: TaskShape, groups: Uint32Array): readonly number[] {
	const sizes = Array.from({ length: groupCount(shape) }, () => 0);
	for (const group of groups) sizes[group] = (sizes[group] ?? 0) + shape.positions.length;
	return sizes;
}

/**
 * Losses and accuracies from the sums [groups, 2] that `append-metrics` wrote; NaN where a group is
 * empty.
 */
function splitColumns(
	shape: TaskShape,
	sums: NumericArray,
	sizes: readonly number[]
): Readonly<Record<string, number>> {
	const part = (column: 0 | 1, ...groups: readonly number[]) => {
		const total = groups.reduce((sum, group) => sum + (sums[2 * group + column] ?? 0), 0);
		const count = groups.reduce((sum, group) => sum + (sizes[group] ?? 0), 0);
		return count === 0 ? NaN : total / count;
	};
	const tests = shape.groups.map((_, g) => g + 1);
	const values = [
		...[part(0, 0), part(1, 0), part(0, ...tests), part(1, ...tests)],
		...tests.map((g) => part(1, g)),
		...tests.map((g) => part(0, g))
	];
	return Object.fromEntries(evaluationMetrics(shape.groups).map((id, i) => [id, values[i] ?? NaN]));
}

/** Assembles a row from the values read. */
export function evaluationRow(run: BuiltRun, reading: EvaluationReading): EvaluationRow {
	const columns: Record<string, number> = {
		...splitColumns(run.shape, reading.sums, reading.groupSizes)
	};
	const spectra: Record<string, Float64Array> = {};
	const vectors: Record<string, Float64Array> = {};
	const context = {
		...subjectOf(run),
		outputs: run.outputs,
		elementColumns: elementColumns(run),
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

import type { NumericArray } from '../core/tensor.ts';
import type { Recorder, Tensor } from '../ops/define.ts';
import type { TaskSizes } from '../tasks/define.ts';

/** What a probe may record on. Nothing of the batch is fixed: probes see parameters and named activations. */
export interface ProbeContext {
	readonly recorder: Recorder;
	readonly sizes: TaskSizes;
	/** All parameters, flat [P]. */
	readonly parameters: Tensor;
	/** The parameter in a role of the model, e.g. `embedding`. */
	role(name: 'embedding'): Tensor;
	/** A shared f32 constant. */
	constant(name: string, shape: readonly number[], fill: () => Float64Array): Tensor;
}

/** What a probe says of one evaluated step. */
export interface ProbeResult {
	/** Columns of the evaluation by metric id. */
	readonly scalars: Readonly<Record<string, number>>;
	/** Power per frequency, entry i for frequency i + 1. */
	readonly spectrum?: Float64Array;
}

/** A column that a probe adds to every evaluation. */
export interface ProbeScalar {
	/** Metric id, snake_case. */
	readonly id: string;
	readonly label: string;
	readonly definition: string;
}

/** A measure: `record` adds ops to the evaluation, `finish` is pure. Where its structure is absent it refuses. */
export interface ProbeSpec {
	readonly id: string;
	readonly label: string;
	readonly cite: string;
	readonly definition: string;
	readonly view: 'line' | 'spectrum';
	/** What `finish` gives as scalars: these ids, no more and no fewer. */
	readonly scalars: readonly ProbeScalar[];
	/** A sentence why the probe has no meaning for this task, undefined when it has. */
	refuse(sizes: TaskSizes): string | undefined;
	/** Records f32 [count], which is read at evaluated steps. */
	record(context: ProbeContext): Tensor;
	finish(values: NumericArray, sizes: TaskSizes): ProbeResult;
}

export function defineProbe<const Id extends string>(
	spec: ProbeSpec & { readonly id: Id }
): ProbeSpec & { readonly id: Id } {
	return Object.freeze(spec);
}

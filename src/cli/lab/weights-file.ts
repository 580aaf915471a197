import type { RunConfig } from '../../config/run-config.ts';
import type { NumericArray, Shape } from '../../engine/core/tensor.ts';
import {
	flatParameters,
	namedParameters,
	parameterProblems
} from '../../engine/checkpoint/flat-parameters.ts';
import {
	decodeSafetensors,
	encodeSafetensors,
	type NamedTensor
} from '../../engine/checkpoint/safetensors-codec.ts';
import type { Plan } from '../../engine/graph/plan.ts';
import type { RunRecord } from './checkpoint-codec.ts';
import { inFile, UsageError } from './failures.ts';

/** What weights in a file say of themselves. */
export interface WeightsOrigin {
	readonly config: RunConfig;
	readonly record: RunRecord;
	/** Updates that they have had. */
	readonly step: number;
	readonly replica: number;
}

/** Weights of one replica, flat [P], as a safetensors file with PyTorch's names and shapes. */
export function encodeWeights(
	{ parameters: slots }: Plan,
	flat: NumericArray,
	{ config, record, step, replica }: WeightsOrigin
): Uint8Array {
	return encodeSafetensors({
		tensors: namedParameters(slots, flat),
		metadata: {
			format: 'pt',
			producer: `grokking-lab ${String(record.versions['grokking-lab'])}`,
			config: JSON.stringify(config),
			link: record.link,
			step: String(step),
			replica: String(replica)
		}
	});
}

type Tensors = ReadonlyMap<string, NamedTensor>;

/** Tensors of a safetensors file. @param file named in errors @throws UsageError when it is broken */
export function decodeTensors(bytes: Uint8Array, file: string): Tensors {
	return inFile(file, () => decodeSafetensors(bytes).tensors);
}

/** A sentence for every tensor that is not of a model with these parameters. @param file named in them */
export function tensorProblems(
	parameters: readonly { readonly name: string; readonly shape: Shape }[],
	tensors: Tensors,
	file: string
): readonly string[] {
	// Where they lie in the flat layout is another matter.
	const slots = parameters.map(({ name, shape }) => ({ name, shape, offset: 0 }));
	return parameterProblems(slots, tensors).map((text) => `${file}: ${text}`);
}

/** Tensors that have no `tensorProblems` in the flat layout [P] of a plan. */
export function flatWeights(
	{ parameters, parameterElements }: Plan,
	tensors: Tensors
): Float64Array {
	return flatParameters(parameters, parameterElements, tensors);
}

/**
 * Weights of a safetensors file in the flat layout [P] of a plan.
 * @param file named in errors
 * @throws UsageError when it is broken, or naming every tensor that is not of this model
 */
export function decodeWeights(plan: Plan, bytes: Uint8Array, file: string): Float64Array {
	const tensors = decodeTensors(bytes, file);
	const problems = tensorProblems(plan.parameters, tensors, file);
	if (problems.length > 0) throw new UsageError(...problems);
	return flatWeights(plan, tensors);
}

/**
 * Updates that the weights in a file have had; undefined where it does not say.
 * @param file named in errors
 * @throws UsageError when it is broken
 */
export function stepOfWeights(bytes: Uint8Array, file: string): number | undefined {
	const { step = '' } = inFile(file, () => decodeSafetensors(bytes)).metadata;
	return /^\d+$/.test(step) ? Number(step) : undefined;
}

import type { RunConfig } from '../../config/run-config.ts';
import type { NumericArray } from '../../engine/core/tensor.ts';
import {
	flatParameters,
	namedParameters,
	parameterProblems
} from '../../engine/checkpoint/flat-parameters.ts';
import { decodeSafetensors, encodeSafetensors } from '../../engine/checkpoint/safetensors-codec.ts';
import type { Plan } from '../../engine/graph/plan.ts';
import type { RunRecord } from './checkpoint-codec.ts';
import { UsageError } from './failures.ts';

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

/**
 * Weights of a safetensors file in the flat layout [P] of a plan.
 * @param file named in errors
 * @throws UsageError naming every tensor that is not of this model, LabError `bad-checkpoint` on a broken file
 */
export function decodeWeights(
	{ parameters: slots, parameterElements: elements }: Plan,
	bytes: Uint8Array,
	file: string
): Float64Array {
	const { tensors } = decodeSafetensors(bytes);
	const problems = parameterProblems(slots, tensors);
	if (problems.length > 0) throw new UsageError(...problems.map((text) => `${file}: ${text}`));
	return flatParameters(slots, elements, tensors);
}

/** Updates that the weights in a file have had; undefined where it does not say. */
export function stepOfWeights(bytes: Uint8Array): number | undefined {
	const { step = '' } = decodeSafetensors(bytes).metadata;
	return /^\d+$/.test(step) ? Number(step) : undefined;
}

import type { RunConfig } from '../../config/run-config.ts';
import {
	flatParameters,
	namedParameters,
	parameterProblems
} from '../../engine/checkpoint/flat-parameters.ts';
import { decodeSafetensors } from '../../engine/checkpoint/safetensors-codec.ts';
import type { NumericArray } from '../../engine/core/tensor.ts';
import type { Plan } from '../../engine/graph/plan.ts';
import { replicaConfig } from '../replica-config.ts';
import type { RunRecord } from '../run-record.ts';
import { FormatError } from './format-error.ts';
import { encodeSealed, weightsDamage, type Digest } from './seal.ts';

/** What weights in a file say of themselves. */
export interface WeightsOrigin {
	/** Of the run; the file gets that of the replica. */
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
	{ config, record, step, replica }: WeightsOrigin,
	digest: Digest
): Uint8Array {
	const metadata = {
		format: 'pt',
		producer: `grokking-lab ${String(record.versions['grokking-lab'])}`,
		config: JSON.stringify(replicaConfig(config, record, replica)),
		link: record.link,
		step: String(step),
		replica: String(replica)
	};
	return encodeSealed({ tensors: namedParameters(slots, flat), metadata }, digest);
}

/**
 * Weights of a safetensors file in the flat layout [P] of a plan.
 * @throws FormatError naming every tensor that is not of this model, LabError `bad-checkpoint` when
 * it is broken
 */
export function decodeWeights(
	{ parameters, parameterElements }: Plan,
	bytes: Uint8Array,
	digest: Digest
): Float64Array {
	const file = decodeSafetensors(bytes);
	const damage = weightsDamage(bytes, file, digest);
	const problems = damage === undefined ? parameterProblems(parameters, file.tensors) : [damage];
	if (problems.length > 0) throw new FormatError(problems);
	return flatParameters(parameters, parameterElements, file.tensors);
}

/**
 * Updates that the weights in a file have had; undefined where it does not say.
 * @throws LabError `bad-checkpoint` when it is broken
 */
export function stepOfWeights(bytes: Uint8Array): number | undefined {
	const { step = '' } = decodeSafetensors(bytes).metadata;
	return /^\d+$/.test(step) ? Number(step) : undefined;
}

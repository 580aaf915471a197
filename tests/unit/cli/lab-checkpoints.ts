import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
	decodeSafetensors,
	encodeSafetensors,
	type NamedTensor
} from '../../../src/engine/checkpoint/safetensors-codec.ts';

const NAME = 'checkpoint.safetensors';

interface Change {
	/** Undefined: leave it out. */
	readonly metadata?: Readonly<Record<string, string | undefined>>;
	readonly tensors?: (tensors: Map<string, NamedTensor>) => void;
}

/**
 * Rewrites the checkpoint of a folder as one of a version without digests, with something changed
 * in it.
 */
export function rewriteAsEarlier(folder: string, { metadata = {}, tensors }: Change = {}): void {
	const path = join(folder, NAME);
	const file = decodeSafetensors(readFileSync(path));
	const wanted: Readonly<Record<string, string | undefined>> = {
		...file.metadata,
		sha256: undefined,
		digests: undefined,
		format: 'grokking-lab checkpoint 1',
		...metadata
	};
	const changed = new Map(file.tensors);
	tensors?.(changed);
	const texts = Object.entries(wanted).flatMap(([key, text]) =>
		text === undefined ? [] : [[key, text] as const]
	);
	writeFileSync(path, encodeSafetensors({ tensors: changed, metadata: Object.fromEntries(texts) }));
}

/** A JSON object in the metadata of a folder's checkpoint. */
export function metadataOf(folder: string): Readonly<Record<string, string>> {
	return decodeSafetensors(readFileSync(join(folder, NAME))).metadata;
}

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
	encodeSafetensors,
	type NamedTensor
} from '../../../src/engine/checkpoint/safetensors-codec.ts';

/** Of PyTorch, in float64; also a split file as it is. */
export const GOLDEN = fileURLToPath(
	new URL('../../golden/torch-parity-transformer-p7.json', import.meta.url)
);
interface Golden {
	readonly init: Readonly<
		Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }>
	>;
	readonly loss: readonly (readonly [number, number, number])[];
	readonly train_pairs: unknown;
	readonly test_pairs: unknown;
}
const isGolden = (value: unknown): value is Golden =>
	typeof value === 'object' && value !== null && 'init' in value && 'loss' in value;

export function readGolden(): Golden {
	const value: unknown = JSON.parse(readFileSync(GOLDEN, 'utf8'));
	if (!isGolden(value)) throw new Error('not a parity file');
	return value;
}

/** The golden's initial weights as a file that PyTorch could have written. */
export function writeGoldenInit(folder: string): string {
	const tensors = new Map<string, NamedTensor>(
		Object.entries(readGolden().init).map(([name, { shape, data }]) => [
			name,
			{ shape, data: Float64Array.from(data) }
		])
	);
	const path = join(folder, 'torch.safetensors');
	writeFileSync(path, encodeSafetensors({ tensors, metadata: {} }));
	return path;
}

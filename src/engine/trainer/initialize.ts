import { createRng } from '../core/rng.ts';
import { elementCount, padded } from '../core/tensor.ts';
import type { ParameterSpec } from '../models/define.ts';

/**
 * Initial weights of a seed in the flat layout [P]: normals of the stream `init`, tensor after tensor in the order
 * the model declares them, row-major, each rounded to float32 once. Frozen by a test: a link means these weights.
 */
export function initialParameters(
	parameters: readonly ParameterSpec[],
	seed: number
): Float32Array {
	const rng = createRng(seed, 'init');
	const total = parameters.reduce((sum, { shape }) => sum + padded(elementCount(shape)), 0);
	const flat = new Float32Array(total);
	let offset = 0;
	for (const { shape, init } of parameters) {
		const count = elementCount(shape);
		if (init.kind === 'normal') {
			for (let i = 0; i < count; i++) flat[offset + i] = rng.nextNormal() * init.std;
		}
		offset += padded(count);
	}
	return flat;
}

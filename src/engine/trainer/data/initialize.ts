import { createRng, type Rng } from '../../core/rng.ts';
import { axis, elementCount, padded } from '../../core/tensor.ts';
import type { ParameterSpec } from '../../models/define.ts';
import type { BuiltRun } from '../build/build-run.ts';
import { replicaOf } from '../run-spec.ts';
import { orthogonalMatrix } from './orthogonal-matrix.ts';

/** Values of a tensor, row-major, from the next numbers of the stream; undefined leaves zeros. */
function valuesOf({ shape, init }: ParameterSpec, rng: Rng): (() => number) | undefined {
	if (init.kind === 'zeros') return undefined;
	if (init.kind === 'ones') return () => 1;
	if (init.kind === 'normal') return () => rng.nextNormal() * init.std;
	if (init.kind === 'uniform') return () => (2 * rng.nextUniform() - 1) * init.bound;
	const [rows, columns] = [axis(shape, -2), axis(shape, -1)];
	const { factor = 1 } = init;
	let matrix = new Float64Array(0);
	let at = 0;
	return () => {
		if (at % (rows * columns) === 0) matrix = orthogonalMatrix(rows, columns, rng);
		return factor * (matrix[at++ % (rows * columns)] ?? 0);
	};
}

/**
 * Initial weights of a seed in the flat layout [P]: numbers of the stream `init`, tensor after
 * tensor in the order the model declares them, row-major, each rounded to float32 once. Frozen by a
 * test: a link means these weights.
 */
export function initialParameters(
	parameters: readonly ParameterSpec[],
	seed: number
): Float32Array {
	const rng = createRng(seed, 'init');
	const total = parameters.reduce((sum, { shape }) => sum + padded(elementCount(shape)), 0);
	const flat = new Float32Array(total);
	let offset = 0;
	for (const parameter of parameters) {
		const count = elementCount(parameter.shape);
		const next = valuesOf(parameter, rng);
		if (next !== undefined) for (let i = 0; i < count; i++) flat[offset + i] = next();
		offset += padded(count);
	}
	return flat;
}

/** Initial weights of a replica, flat [P], from its own seed and params. */
export function initialWeights(
	{ spec, shape }: Pick<BuiltRun, 'spec' | 'shape'>,
	replica: number
): Float32Array {
	const { params, seeds } = replicaOf(spec, replica);
	return initialParameters(spec.model.parameters(params, shape), seeds.init);
}

import type { ParamValue } from '../../core/param-schema.ts';
import { shuffle, type Rng } from '../../core/rng.ts';
import type { TaskShape } from '../../tasks/define.ts';

/** The share of train examples that get a random label. */
export const labelNoiseOf = (params: Readonly<Record<string, ParamValue>>): number =>
	Number(params['label_noise'] ?? 0);

/**
 * The targets with those of some train examples replaced: floor(share * examples) of them are
 * drawn, and each target of these becomes a uniformly random class, which may be the right one
 * (Doshi et al. 2023, released code).
 * @param train indices of the train examples
 * @param rng the stream `label-noise`
 */
export function noisyLabels(
	{ positions, classes }: Pick<TaskShape, 'positions' | 'classes'>,
	targets: Uint32Array,
	train: Uint32Array,
	share: number,
	rng: Rng
): Uint32Array {
	if (share === 0) return targets;
	const labels = targets.slice();
	const order = train.slice();
	shuffle(rng, order);
	const perExample = positions.length;
	for (const example of order.subarray(0, Math.floor(share * train.length))) {
		for (let i = 0; i < perExample; i++) labels[example * perExample + i] = rng.nextBelow(classes);
	}
	return labels;
}

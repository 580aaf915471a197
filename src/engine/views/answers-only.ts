import type { NumericArray } from '../core/tensor.ts';

/** W_L [neurons, order] from one with further outputs that are no answers [neurons, outputs]. */
export const answersOnly = (map: NumericArray, outputs: number, order: number): NumericArray =>
	outputs === order ? map : map.filter((_, i) => i % outputs < order);

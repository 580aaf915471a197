import type { NumericArray } from '../core/tensor.ts';
import type { FinishContext } from './define.ts';
import { frequencyOrder } from './cyclic-group.ts';

/**
 * The table T [n, n] of mean logits by sum and answer, from sums [n, elementColumns] over n pairs
 * each.
 */
export function meanTable(
	sums: NumericArray,
	{ shape, elementColumns }: Pick<FinishContext, 'shape' | 'elementColumns'>
): Float64Array {
	const order = frequencyOrder(shape);
	const table = new Float64Array(order * order);
	for (let s = 0; s < order; s++) {
		for (let c = 0; c < order; c++) {
			table[s * order + c] = (sums[s * elementColumns + c] ?? NaN) / order;
		}
	}
	return table;
}

/** Frequencies whose entry in a mask is not zero, ascending. */
export function frequenciesIn(mask: NumericArray | undefined): readonly number[] {
	return Array.from(mask ?? []).flatMap((value, i) => (value === 0 ? [] : [i + 1]));
}

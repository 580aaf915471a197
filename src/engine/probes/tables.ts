import type { NumericArray } from '../core/tensor.ts';
import type { FinishContext } from './define.ts';

/** The table T [n, n] of mean logits per class of the sum and answer, from sums [n, outputs] over n pairs each. */
export function meanTable(
	sums: NumericArray,
	{ sizes: { residues }, outputs }: Pick<FinishContext, 'sizes' | 'outputs'>
): Float64Array {
	const table = new Float64Array(residues * residues);
	for (let s = 0; s < residues; s++) {
		for (let c = 0; c < residues; c++) {
			table[s * residues + c] = (sums[s * outputs + c] ?? NaN) / residues;
		}
	}
	return table;
}

/** Frequencies whose entry in a mask is not zero, ascending. */
export function frequenciesIn(mask: NumericArray | undefined): readonly number[] {
	return Array.from(mask ?? []).flatMap((value, i) => (value === 0 ? [] : [i + 1]));
}

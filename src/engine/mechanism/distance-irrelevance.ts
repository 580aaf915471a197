import { elementOf, residueOf, type CyclicStructure } from './cyclic-structure.ts';

/** Population standard deviation. */
function deviationOf(values: readonly number[]): number {
	const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
	return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

interface Operands {
	readonly first: number;
	readonly count: number;
}

/**
 * Distance irrelevance q (Zhong et al. 2023): the mean over the differences d of the standard
 * deviation of a number over the pairs with this difference, divided by its standard deviation over
 * all pairs. 0: the number depends on d alone; 1: it does not depend on d.
 * @param values one number for each pair, a-major
 */
export function distanceIrrelevanceOf(
	values: readonly number[],
	group: CyclicStructure,
	{ left, right }: { readonly left: Operands; readonly right: Operands }
): number {
	const { order, coefficients } = group;
	const element = elementOf(group);
	const byDifference = Array.from({ length: order }, (): number[] => []);
	values.forEach((value, i) => {
		const a = element(left.first + Math.floor(i / right.count));
		const b = element(right.first + (i % right.count));
		byDifference[residueOf(coefficients[0] * a - coefficients[1] * b, order)]?.push(value);
	});
	const deviations = byDifference.filter((own) => own.length > 0).map(deviationOf);
	const mean = deviations.reduce((sum, value) => sum + value, 0) / deviations.length;
	return mean / deviationOf(values);
}

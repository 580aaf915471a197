import { LabError } from '../core/lab-error.ts';
import type { NumericArray } from '../core/tensor.ts';
import { groupOf } from '../probes/cyclic-group.ts';
import type { ProbeSubject } from '../probes/define.ts';
import type { CyclicTask, PairTable } from '../tasks/define.ts';
import type { GridPart } from './define.ts';

/**
 * The table of pairs of a task for which pairs are not refused.
 * @throws LabError `internal` if it has none
 */
export function pairsOf({ shape: { pairs } }: Pick<ProbeSubject, 'shape'>): PairTable {
	if (pairs !== undefined) return pairs;
	throw new LabError(
		'internal',
		'view: expected a task whose examples are pairs, got one without a table of pairs'
	);
}

/** Index of a pair among the examples. */
export const indexOfPair = ({ left, right }: PairTable, a: number, b: number): number =>
	(a - left.first) * right.count + (b - right.first);

const identity = (order: number) => Uint32Array.from({ length: order }, (_, e) => e);

/** The token, and the class, of each element of the group [order]. */
export const tokensOfElements = ({ elements, order }: CyclicTask): Uint32Array =>
	elements ?? identity(order);

/**
 * Reorders rows of tokens into rows of elements [order, width]; returns the values unchanged if
 * element e is token e.
 * @param values row-major [tokens, width]
 */
export function rowsByElement(
	group: CyclicTask,
	values: NumericArray,
	width: number
): ArrayLike<number> {
	if (group.elements === undefined) return values;
	const rows = new Float64Array(group.order * width);
	group.elements.forEach((token, e) => {
		rows.set(values.subarray(token * width, (token + 1) * width), e * width);
	});
	return rows;
}

/**
 * W_L over the elements of the group [neurons, order], from W_L over all outputs.
 * @param map row-major [neurons, outputs]
 */
export function columnsByElement(
	group: CyclicTask,
	map: NumericArray,
	outputs: number
): NumericArray {
	if (group.elements === undefined && outputs === group.order) return map;
	const tokens = tokensOfElements(group);
	return Float64Array.from(
		{ length: (map.length / outputs) * group.order },
		(_, i) => map[Math.floor(i / group.order) * outputs + (tokens[i % group.order] ?? 0)] ?? 0
	);
}

/**
 * Values of all pairs as a grid over elements, a-major [order, order].
 * @param values in the order of the examples
 */
export function pairsByElement(
	subject: Pick<ProbeSubject, 'shape'>,
	values: NumericArray
): NumericArray {
	const group = groupOf(subject);
	if (group.elements === undefined) return values;
	const { elements, order } = group;
	const pairs = pairsOf(subject);
	return Float64Array.from({ length: order * order }, (_, i) => {
		const [a, b] = [elements[Math.floor(i / order)] ?? 0, elements[i % order] ?? 0];
		return values[indexOfPair(pairs, a, b)] ?? 0;
	});
}

const namesFrom = ({ first, count }: PairTable['left']): readonly string[] | undefined =>
	first === 0 ? undefined : Array.from({ length: count }, (_, i) => String(first + i));

/** The axes of a grid over all pairs of a task. */
export function pairGrid(
	subject: Pick<ProbeSubject, 'shape'>
): Pick<
	GridPart,
	'kind' | 'rows' | 'columns' | 'rowLabel' | 'columnLabel' | 'rowNames' | 'columnNames'
> {
	const { left, right } = pairsOf(subject);
	const [rowNames, columnNames] = [namesFrom(left), namesFrom(right)];
	return {
		kind: 'grid',
		rows: left.count,
		columns: right.count,
		rowLabel: 'a',
		columnLabel: 'b',
		...(rowNames === undefined ? {} : { rowNames }),
		...(columnNames === undefined ? {} : { columnNames })
	};
}

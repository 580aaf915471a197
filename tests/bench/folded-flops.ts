import { axis, elementCount } from '../../src/engine/core/tensor.ts';
import type { Facts } from './flops.ts';

const inputSize = ({ input }: Facts, i: number) => elementCount(input(i));
const outputSize = ({ output }: Facts, i: number) => elementCount(output(i));

/** A multiply-add for every entry, head and column of a table [heads, rows, columns]. */
const mixed = (entries: number, table: readonly number[]) =>
	2 * entries * axis(table, 0) * axis(table, 2);

/** d_model, heads and so on of the ops around the one query. */
function querySizes(table: readonly number[], query: readonly number[]) {
	const matrices = elementCount(query);
	return { matrices, rows: axis(query, 0) * (axis(table, 0) - 1) * axis(table, 1) };
}

/** Of the ops of the folded formulation, by op id. Padding columns count: they are computed. */
export const FOLDED_FLOP: Readonly<Record<string, (facts: Facts) => number>> = {
	// Every entry through every head, and the ReLU.
	'attention-mix': (facts) => mixed(inputSize(facts, 2), facts.input(1)) + outputSize(facts, 0),
	'attention-mix-pattern-gradient': (facts) => mixed(inputSize(facts, 3), facts.input(2)),
	// And once more for the base's rows, without a weight.
	'attention-mix-table-gradient': (facts) =>
		mixed(inputSize(facts, 3), facts.output(0)) + inputSize(facts, 0) + inputSize(facts, 1),
	// Per entry and head a dot product over the positions, a difference, a product and a sum.
	'attention-score-gradient': (facts) =>
		inputSize(facts, 2) * axis(facts.input(0), 1) * (2 * axis(facts.input(0), 2) + 3),
	// A dot product and an outer one.
	'base-gradient': (facts) => 3 * inputSize(facts, 2),
	'folded-operands': (facts) => outputSize(facts, 0),
	'folded-operands-gradient': (facts) => inputSize(facts, 0) + inputSize(facts, 1),
	// A sum for every element of the table; the base's row from the weights.
	'folded-tables': (facts) => outputSize(facts, 0) + 2 * inputSize(facts, 2),
	// Every element once for its token and once for its position.
	'folded-tables-gradient': (facts) => 1.5 * inputSize(facts, 0) + inputSize(facts, 1),
	'matmul-gradients': (facts) =>
		4 * axis(facts.input(0), -1) * inputSize(facts, 2) +
		(facts.attributes['addTo'] === 'none' ? 0 : inputSize(facts, 3)),
	'matmul-masked': (facts) => (2 * axis(facts.input(0), 1) + 1) * outputSize(facts, 0),
	'place-gradients': () => 0,
	// q, v, and a score for every row.
	'query-scores': ({ input }) => {
		const { matrices, rows } = querySizes(input(0), input(1));
		return 4 * matrices + 2 * rows;
	},
	// u and the table's gradient from every row; two gradients of matrices, and what goes back through both.
	'query-scores-gradient': ({ input }) => {
		const { matrices, rows } = querySizes(input(1), input(2));
		return 6 * matrices + 4 * rows;
	}
};

import { int, type ParamSchemas } from '../core/param-schema.ts';
import type { ProbeSubject } from '../probes/define.ts';
import type { OperandRange, PairTable } from '../tasks/define.ts';
import { numberControl } from './control-values.ts';
import type { ControlValues, PairsOfRun, ViewRun } from './define.ts';
import { indexOfPair, pairsOf } from './group-order.ts';
import { unseenFrom } from './unseen-pairs.ts';

/** The pair of a figure in a run without a split. */
const USUAL = Object.freeze({ a: 3, b: 5 });

const within = ({ first, count }: OperandRange, usual: number): number =>
	Math.max(first, Math.min(usual, first + count - 1));

const operandControl = (label: string, range: OperandRange, usual: number) =>
	int({
		label,
		applies: 'analysis',
		min: range.first,
		max: range.first + range.count - 1,
		default: within(range, usual)
	});

/** The controls that choose a pair; none if the examples are not pairs. */
export function operandControls({ shape: { pairs } }: ProbeSubject): ParamSchemas {
	if (pairs === undefined) return {};
	return {
		a: operandControl('a', pairs.left, USUAL.a),
		b: operandControl('b', pairs.right, USUAL.b)
	};
}

/** The operands of a pair, as values of the controls. */
export const operandsAt = ({ left, right }: PairTable, pair: number): ControlValues => ({
	a: left.first + Math.floor(pair / right.count),
	b: right.first + (pair % right.count)
});

/** A pair that was never shown, near (3, 5): what is memorized says nothing about adding. */
export function unseenOperands(run: PairsOfRun): ControlValues {
	const { pairs } = run.shape;
	if (pairs === undefined) return {};
	const usual = indexOfPair(pairs, within(pairs.left, USUAL.a), within(pairs.right, USUAL.b));
	const pair = unseenFrom(run, usual);
	return pair === undefined ? {} : operandsAt(pairs, pair);
}

/** The pair in the controls, its number among the examples, and its answer. */
export function pairIn(run: ViewRun): {
	readonly a: number;
	readonly b: number;
	readonly pair: number;
	readonly right: number;
} {
	const [a, b] = [numberControl(run.controls, 'a'), numberControl(run.controls, 'b')];
	const pair = indexOfPair(pairsOf(run), a, b);
	return { a, b, pair, right: run.examples.targets[pair] ?? 0 };
}

import { int, type ParamSchemas } from '../core/param-schema.ts';
import type { ProbeSubject } from '../probes/define.ts';
import type { OperandRange } from '../tasks/define.ts';
import { numberControl } from './control-values.ts';
import type { ViewRun } from './define.ts';
import { indexOfPair, pairsOf } from './group-order.ts';

const operandControl = (label: string, { first, count }: OperandRange, usual: number) =>
	int({
		label,
		applies: 'analysis',
		min: first,
		max: first + count - 1,
		default: Math.max(first, Math.min(usual, first + count - 1))
	});

/** The controls that choose a pair; none if the examples are not pairs. */
export function operandControls({ shape: { pairs } }: ProbeSubject): ParamSchemas {
	if (pairs === undefined) return {};
	return { a: operandControl('a', pairs.left, 3), b: operandControl('b', pairs.right, 5) };
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

import type { ParamSchemas, ParamsOf } from '../core/param-schema.ts';
import {
	defineTask,
	type PairTable,
	type Split,
	type TaskSpec,
	type TaskStructure,
	type TestGroup
} from './define.ts';
import { isSquare, mirrorOf, splitPairs, trainPairCount } from './pair-split.ts';
import { PAIR_SPLIT_PARAMS } from './shared-params.ts';

/** A task whose examples are all pairs of two operands, as tokens [a, b, "="]. */
interface PairTaskSpec<Schemas extends ParamSchemas> extends Pick<
	TaskSpec<Schemas>,
	'id' | 'place' | 'label' | 'cite' | 'params' | 'refuse'
> {
	/** Operand tokens and answers are 0 .. classes - 1; the token after them is "=". */
	classes(params: ParamsOf<Schemas>): number;
	pairs(params: ParamsOf<Schemas>): PairTable;
	structure(params: ParamsOf<Schemas>): TaskStructure;
	/** The function that maps a pair to its answer. */
	answers(params: ParamsOf<Schemas>): (a: number, b: number) => number;
	/**
	 * Test pairs with their mirror in train are measured apart, as they are in every commutative
	 * task.
	 */
	readonly measuresMirrors?: boolean;
}

/** Tokens of an example: a, b, "=". */
const CONTEXT = 3;

const ALL: readonly TestGroup[] = [
	{ id: 'test', label: 'Pairs never shown', definition: 'All pairs that it was never shown.' }
];

const MIRROR_CITE = 'This lab, on the ordered pairs of Nanda et al. 2023, section 3';

/** Test pairs by whether their mirror is trained on. @param reason why only the others count */
const byMirror = (reason: string): readonly TestGroup[] => [
	{
		id: 'mirrored',
		label: 'Mirrored pairs',
		definition:
			'Pairs (a, b) that it was never shown, but whose mirror image (b, a) it was. In a commutative task that has the same answer, so they may be answered from memory.',
		part: {
			label: 'mirrored',
			cite: MIRROR_CITE,
			note: 'pairs are those (a, b) of which only (b, a) was shown: they may be answered from memory when a and b share an embedding.',
			isJudged: false
		}
	},
	{
		id: 'non_mirrored',
		label: 'Non-mirrored pairs',
		definition:
			'Pairs that it was never shown, and whose mirror image it was not shown either: only the rule itself answers them.',
		part: {
			label: 'non-mirrored',
			cite: MIRROR_CITE,
			note: 'pairs show that the rule itself is understood.',
			isJudged: true,
			reason
		}
	}
];

/** In a commutative task a test pair may be answered from its mirror. */
const COMMUTATIVE = byMirror(
	'If the task is commutative, only the non-mirrored pairs count, if there are any: a mirrored pair may be answered from memory.'
);
const NOT_COMMUTATIVE = byMirror(
	'Only the non-mirrored pairs count, if there are any: nothing was learned from their mirrors.'
);

const MIRRORED = 1;

type SplitParams = ParamsOf<typeof PAIR_SPLIT_PARAMS>;

function groupsOf(pairs: PairTable, split: Split, parts: readonly TestGroup[]): Uint32Array {
	const groups = new Uint32Array(pairs.left.count * pairs.right.count).fill(parts.length);
	for (const pair of split.train) groups[pair] = 0;
	if (parts === ALL) return groups;
	for (const pair of split.test) {
		if (groups[mirrorOf(pairs, pair) ?? pair] === 0) groups[pair] = MIRRORED;
	}
	return groups;
}

function examplesOf(pairs: PairTable, equals: number, answer: (a: number, b: number) => number) {
	const { left, right } = pairs;
	const count = left.count * right.count;
	const tokens = new Uint32Array(count * CONTEXT);
	const targets = new Uint32Array(count);
	for (let i = 0; i < count; i++) {
		const a = left.first + Math.floor(i / right.count);
		const b = right.first + (i % right.count);
		tokens.set([a, b, equals], i * CONTEXT);
		targets[i] = answer(a, b);
	}
	return { tokens, targets };
}

/**
 * An example with its answer, from the task's label: "a + b mod p" becomes "7 + 30 mod 31 = 6".
 * Operands: the eighth on the left, or the last of fewer, and the last on the right.
 */
function solvedPair(
	label: string,
	params: ParamsOf<ParamSchemas>,
	{ left, right }: PairTable,
	answer: (a: number, b: number) => number
): string {
	const a = left.first + Math.min(7, left.count - 1);
	const b = right.first + right.count - 1;
	const values: ParamsOf<ParamSchemas> = { ...params, a, b };
	const question = label.replace(/\b[a-z]+\b/g, (word) => String(values[word] ?? word));
	return `${question} = ${String(answer(a, b))}`;
}

/** Defines a task on all pairs of two operands, with the params and the draw of its split. */
export function definePairTask<const Id extends string, Schemas extends ParamSchemas>(
	spec: PairTaskSpec<Schemas> & { readonly id: Id }
) {
	const { id, place, label, cite } = spec;
	type Params = ParamsOf<Schemas> & SplitParams;
	const partsOf = ({ isCommutative }: PairTable) => {
		if (isCommutative) return COMMUTATIVE;
		return spec.measuresMirrors === true ? NOT_COMMUTATIVE : ALL;
	};
	const modeOf = ({ split_pairs }: SplitParams) =>
		split_pairs === 'unordered' ? 'unordered' : 'ordered';
	const refuse = (params: Params): string | undefined => {
		const isMirrorless = modeOf(params) === 'unordered' && !isSquare(spec.pairs(params));
		return isMirrorless
			? 'split_pairs: expected ordered, got unordered: in this task a and b have different ranges, so not every pair has a mirror'
			: spec.refuse?.(params);
	};
	return defineTask<Id, Schemas & typeof PAIR_SPLIT_PARAMS>({
		id,
		place,
		label,
		cite,
		noun: 'pairs',
		params: { ...spec.params, ...PAIR_SPLIT_PARAMS },
		refuse,
		example: (params: Params) =>
			solvedPair(label, params, spec.pairs(params), spec.answers(params)),
		shape(params: Params) {
			const pairs = spec.pairs(params);
			const classes = spec.classes(params);
			return {
				vocabulary: classes + 1,
				context: CONTEXT,
				operands: 2,
				positions: [CONTEXT - 1],
				classes,
				examples: pairs.left.count * pairs.right.count,
				trainExamples: trainPairCount(pairs, params.frac_train, modeOf(params)),
				isExhaustive: true,
				groups: partsOf(pairs),
				structure: spec.structure(params),
				pairs
			};
		},
		examples: (params: Params) =>
			examplesOf(spec.pairs(params), spec.classes(params), spec.answers(params)),
		split: (params: Params, streams) =>
			splitPairs(spec.pairs(params), params.frac_train, modeOf(params), streams('split')),
		groups(params: Params, split) {
			const pairs = spec.pairs(params);
			return groupsOf(pairs, split, partsOf(pairs));
		}
	});
}

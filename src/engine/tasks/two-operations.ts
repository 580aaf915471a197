import { choice, type ParamsOf } from '../core/param-schema.ts';
import { defineTask, type PairTable, type Split, type TestGroup } from './define.ts';
import { splitPairs, trainPairCount } from './pair-split.ts';
import { modulusParam, PAIR_SPLIT_PARAMS } from './shared-params.ts';

interface Operation {
	readonly id: string;
	readonly sign: string;
	readonly answer: (a: number, b: number, p: number) => number;
}

const ADDITION: Operation = { id: 'addition', sign: '+', answer: (a, b, p) => (a + b) % p };
const SUBTRACTION: Operation = {
	id: 'subtraction',
	sign: '−',
	answer: (a, b, p) => (a - b + p) % p
};
const MULTIPLICATION: Operation = {
	id: 'multiplication',
	sign: '·',
	answer: (a, b, p) => (a * b) % p
};

const OPERATIONS: Readonly<Record<string, readonly [Operation, Operation]>> = {
	'add-subtract': [ADDITION, SUBTRACTION],
	'add-multiply': [ADDITION, MULTIPLICATION],
	'subtract-multiply': [SUBTRACTION, MULTIPLICATION]
};

const params = {
	p: modulusParam,
	operations: choice({
		label: 'Operations',
		help: 'The two operations. A token of its own says which one an example asks for.',
		options: [
			{ value: 'add-subtract', label: 'a + b and a − b' },
			{ value: 'add-multiply', label: 'a + b and a · b' },
			{ value: 'subtract-multiply', label: 'a − b and a · b' }
		],
		group: 'main',
		default: 'add-subtract'
	}),
	operation_token: choice({
		label: 'Tokens of an example',
		help: 'Where the token of the operation is.',
		options: [
			{ value: 'between', label: 'a, operation, b, =' },
			{ value: 'last', label: 'a, b, operation' }
		],
		default: 'between'
	}),
	...PAIR_SPLIT_PARAMS
} as const;

type Params = ParamsOf<typeof params>;

const operationsOf = ({ operations }: Params): readonly Operation[] =>
	OPERATIONS[operations] ?? [ADDITION, SUBTRACTION];

const isBetween = ({ operation_token: place }: Params): boolean => place === 'between';

const pairsOf = ({ p }: Params): PairTable => {
	const all = { first: 0, count: p };
	return { left: all, right: all, isCommutative: false };
};

const modeOf = ({ split_pairs }: Params) => (split_pairs === 'unordered' ? 'unordered' : 'ordered');

const groupOf = ({ id }: Operation): TestGroup => ({
	id,
	label: `Examples of ${id}`,
	definition: `Examples of ${id} that it was never shown.`
});

/** The lists of both operations as one. Examples of the second follow all of the first. */
function joined(splits: readonly Split[], side: number): Split {
	const join = (part: keyof Split) =>
		Uint32Array.from(splits.flatMap((own, k) => Array.from(own[part], (i) => k * side * side + i)));
	return { train: join('train'), test: join('test') };
}

/**
 * Two operations modulo p in one run. Tokens 0 to p - 1 are numbers, p and p + 1 the operations, p
 * + 2 is "=". The same share of the table of each is train, drawn one after the other. It has no
 * structure: an example has three varying tokens, and measures of a group look at two.
 */
export const twoOperations = defineTask({
	id: 'two-operations',
	place: 13,
	label: 'two operations mod p',
	cite: 'Power et al. 2022, two of their tables together',
	noun: 'examples',
	params,
	example(own) {
		const [operation = ADDITION] = operationsOf(own);
		const [a, b] = [Math.min(7, own.p - 1), own.p - 1];
		const question = `${String(a)} ${operation.sign} ${String(b)} mod ${String(own.p)}`;
		return `${question} = ${String(operation.answer(a, b, own.p))}`;
	},
	shape(own) {
		const [pairs, context] = [own.p * own.p, isBetween(own) ? 4 : 3];
		return {
			vocabulary: own.p + (isBetween(own) ? 3 : 2),
			context,
			operands: 3,
			positions: [context - 1],
			classes: own.p,
			examples: 2 * pairs,
			trainExamples: 2 * trainPairCount(pairsOf(own), own.frac_train, modeOf(own)),
			isExhaustive: true,
			groups: operationsOf(own).map(groupOf),
			structure: { kind: 'none' }
		};
	},
	examples(own) {
		const { p } = own;
		const context = isBetween(own) ? 4 : 3;
		const tokens = new Uint32Array(2 * p * p * context);
		const targets = new Uint32Array(2 * p * p);
		operationsOf(own).forEach(({ answer }, k) => {
			for (let i = 0; i < p * p; i++) {
				const [a, b, example] = [Math.floor(i / p), i % p, k * p * p + i];
				tokens.set(isBetween(own) ? [a, p + k, b, p + 2] : [a, b, p + k], example * context);
				targets[example] = answer(a, b, p);
			}
		});
		return { tokens, targets };
	},
	split(own, streams) {
		const rng = streams('split');
		const draw = () => splitPairs(pairsOf(own), own.frac_train, modeOf(own), rng);
		return joined([draw(), draw()], own.p);
	},
	groups({ p }, { train }) {
		const groups = Uint32Array.from({ length: 2 * p * p }, (_, i) => (i < p * p ? 1 : 2));
		for (const example of train) groups[example] = 0;
		return groups;
	}
});

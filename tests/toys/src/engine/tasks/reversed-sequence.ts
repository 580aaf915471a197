import { int } from '../core/param-schema.ts';
import { defineTask, type TestGroup } from './define.ts';

const params = {
	sequence_length: int({
		label: 'Length',
		help: 'Symbols of a sequence.',
		group: 'main',
		min: 2,
		max: 16,
		default: 4
	}),
	sequence_symbols: int({
		label: 'Symbols',
		help: 'How many different ones there are.',
		group: 'main',
		min: 2,
		max: 64,
		default: 5
	}),
	train_sequences: int({
		label: 'Train sequences',
		group: 'data',
		min: 1,
		max: 10_000,
		default: 60
	}),
	test_sequences: int({
		label: 'Test sequences',
		group: 'data',
		min: 1,
		max: 10_000,
		default: 40
	})
} as const;

const CITE = 'tests/toys';
const GROUPS: readonly TestGroup[] = [
	{
		id: 'repeating',
		label: 'Repeating test sequences',
		definition: 'Test sequences in which some symbol comes twice.',
		part: { label: 'repeating', cite: CITE, note: 'ones hold a symbol twice.', isJudged: false }
	},
	{
		id: 'distinct',
		label: 'Distinct test sequences',
		definition: 'Test sequences in which every symbol comes once.',
		part: { label: 'distinct', cite: CITE, note: 'ones hold no symbol twice.', isJudged: true }
	}
];
const [TRAIN, REPEATING, DISTINCT] = [0, 1, 2];

/** A sequence of symbols, to be answered backwards: a target at every position. */
export const reversedSequence = defineTask({
	id: 'reversed-sequence',
	place: 100,
	label: 'Reversed sequence',
	cite: CITE,
	noun: 'sequences',
	params,
	shape: ({ sequence_length: length, sequence_symbols: symbols, ...counts }) => ({
		vocabulary: symbols,
		context: length,
		operands: length,
		positions: Array.from({ length }, (_, position) => position),
		classes: symbols,
		examples: counts.train_sequences + counts.test_sequences,
		trainExamples: counts.train_sequences,
		isExhaustive: false,
		groups: GROUPS,
		structure: { kind: 'none' }
	}),
	examples({ sequence_length: length, sequence_symbols: symbols, ...counts }, streams) {
		const rng = streams('split');
		const examples = counts.train_sequences + counts.test_sequences;
		const tokens = new Uint32Array(examples * length);
		const targets = new Uint32Array(examples * length);
		for (let i = 0; i < examples; i++) {
			// Every other sequence is a shuffle, so that both groups have members.
			const drawn = Array.from({ length }, () => rng.nextUint32() % symbols);
			const start = rng.nextUint32() % symbols;
			const symbolAt = (j: number) => (i % 2 === 0 ? (start + j) % symbols : (drawn[j] ?? 0));
			for (let j = 0; j < length; j++) {
				tokens[i * length + j] = symbolAt(j);
				targets[i * length + length - 1 - j] = symbolAt(j);
			}
		}
		return { tokens, targets };
	},
	split({ train_sequences: train, test_sequences: test }) {
		const all = Uint32Array.from({ length: train + test }, (_, i) => i);
		return { train: all.slice(0, train), test: all.slice(train) };
	},
	groups({ train_sequences: train, test_sequences: test }) {
		return Uint32Array.from({ length: train + test }, (_, i) => {
			if (i < train) return TRAIN;
			return i % 2 === 0 ? DISTINCT : REPEATING;
		});
	}
});

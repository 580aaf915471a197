import { int } from '../core/param-schema.ts';
import type { Rng } from '../core/rng.ts';
import { defineTask } from './define.ts';

/**
 * Largest number of bits that one float64 holds exactly. Repeated examples are found by this
 * number.
 */
const MOST_BITS = 52;
const WORD = 32;

const params = {
	n_bits: int({
		label: 'Bits (n)',
		help: 'Number of bits of an example.',
		group: 'main',
		min: 2,
		max: MOST_BITS,
		slider: { min: 5, max: 50 },
		default: 40
	}),
	k_bits: int({
		label: 'Relevant bits (k)',
		help: 'The answer is the parity of the first k bits; the other bits do not matter.',
		group: 'main',
		min: 1,
		max: MOST_BITS,
		slider: { min: 1, max: 5 },
		default: 3
	}),
	train_examples: int({
		label: 'Examples shown',
		help: 'How many it learns from (train examples), drawn from all sequences of bits, each at most once.',
		group: 'data',
		isFirst: true,
		min: 1,
		max: 1_000_000,
		slider: { min: 100, max: 10_000, scale: 'log' },
		default: 1000
	}),
	test_examples: int({
		label: 'Examples never shown',
		help: 'How many others it is tested on (test examples), drawn in the same way.',
		group: 'data',
		min: 1,
		max: 1_000_000,
		slider: { min: 100, max: 10_000, scale: 'log' },
		default: 100
	})
} as const;

const range = (from: number, to: number) =>
	Uint32Array.from({ length: to - from }, (_, i) => from + i);

/** The bits of one example, drawn uniformly, and the binary number they form. */
function drawBits(
	rng: Rng,
	bits: number
): { readonly tokens: Uint32Array; readonly value: number } {
	const tokens = new Uint32Array(bits);
	let value = 0;
	for (let start = 0; start < bits; start += WORD) {
		const word = rng.nextUint32();
		for (let i = start; i < Math.min(bits, start + WORD); i++) {
			const bit = (word >>> (i - start)) & 1;
			tokens[i] = bit;
			value = 2 * value + bit;
		}
	}
	return { tokens, value };
}

/**
 * k-sparse parity (Barak et al. 2022; Merrill et al. 2023, where n = 40, k = 3, with 1000 train and
 * 100 test examples). The relevant bits are the first k; any other choice is the same up to the
 * numbering of the bits.
 */
export const sparseParity = defineTask({
	id: 'sparse-parity',
	place: 14,
	label: 'k-sparse parity',
	cite: 'Merrill et al. 2023',
	noun: 'examples',
	params,
	// The first relevant bit is 1, and then 0 and 1 alternate.
	example({ n_bits: n, k_bits: k }) {
		const bits = Array.from({ length: k }, (_, i) => 1 - (i % 2));
		const odd = bits.reduce((sum, bit) => sum ^ bit, 0);
		return `${bits.join(' ')}${n > k ? ' …' : ''} → ${String(odd)}`;
	},
	refuse({ n_bits: n, k_bits: k, train_examples: train, test_examples: test }) {
		if (k > n) {
			return `k_bits: expected at most n_bits=${String(n)}, got ${String(k)}`;
		}
		return train + test <= 2 ** n
			? undefined
			: `train_examples and test_examples: expected at most ${String(2 ** n)} together, as many as there are sequences of n_bits=${String(n)} bits, got ${String(train + test)}`;
	},
	shape: ({ n_bits: n, k_bits: k, train_examples: train, test_examples: test }) => ({
		vocabulary: 2,
		context: n,
		operands: n,
		positions: [n - 1],
		classes: 2,
		examples: train + test,
		trainExamples: train,
		isExhaustive: false,
		groups: [
			{
				id: 'test',
				label: 'Examples never shown',
				definition: 'Examples that it was never shown.'
			}
		],
		structure: { kind: 'parity', bits: n, relevant: Array.from({ length: k }, (_, bit) => bit) }
	}),
	examples({ n_bits: n, k_bits: k, train_examples: train, test_examples: test }, streams) {
		const rng = streams('split');
		const seen = new Set<number>();
		const tokens = new Uint32Array((train + test) * n);
		const targets = new Uint32Array(train + test);
		while (seen.size < targets.length) {
			const { tokens: bits, value } = drawBits(rng, n);
			if (seen.has(value)) continue;
			tokens.set(bits, seen.size * n);
			targets[seen.size] = bits.subarray(0, k).reduce((odd, bit) => odd ^ bit, 0);
			seen.add(value);
		}
		return { tokens, targets };
	},
	split: ({ train_examples: train, test_examples: test }) => ({
		train: range(0, train),
		test: range(train, train + test)
	}),
	groups({ train_examples: train, test_examples: test }, split) {
		const groups = new Uint32Array(train + test).fill(1);
		for (const example of split.train) groups[example] = 0;
		return groups;
	}
});

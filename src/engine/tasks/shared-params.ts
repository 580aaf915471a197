import { choice, float, int } from '../core/param-schema.ts';
import { isPrime, primeFactors } from './prime-fields.ts';

/** The modulus. All modular tasks share one schema, so that switching between them keeps p. */
export const modulusParam = int({
	label: 'Prime p',
	help: 'There are p × p pairs to learn.',
	group: 'main',
	min: 2,
	max: 4999,
	slider: { min: 5, max: 199, scale: 'primes' },
	default: 113,
	note: (p) =>
		isPrime(p)
			? undefined
			: `${String(p)} = ${primeFactors(p).join(' · ')}, not prime: allowed, but some waves repeat before ${String(p)}.`
});

/** Params of every task, which `defineTask` adds. The trainer replaces the labels. */
export const LABEL_NOISE_PARAMS = Object.freeze({
	label_noise: float({
		label: 'Random labels',
		help: 'The share of what it is shown whose answer is replaced by a random one (label noise, Doshi et al. 2023). 100 %: nothing but random labels, which only memory can learn. What is never shown keeps its right answers.',
		display: 'percent',
		perReplica: true,
		min: 0,
		max: 1,
		default: 0
	})
});

/** Params of the split of all pairs into train and test. */
export const PAIR_SPLIT_PARAMS = Object.freeze({
	frac_train: float({
		label: 'Table shown',
		help: 'The share of the table that it learns from (train fraction). It never sees the rest.',
		display: 'percent',
		group: 'data',
		isFirst: true,
		min: 0.001,
		max: 0.999,
		slider: { min: 0.1, max: 0.9, step: 0.01 },
		default: 0.3
	}),
	split_pairs: choice({
		label: 'Split',
		help: 'In a commutative task (a, b) reveals the answer to (b, a). A split of unordered pairs shows both or neither.',
		options: [
			{ value: 'ordered', label: 'Ordered pairs, as in the papers' },
			{ value: 'unordered', label: 'Unordered pairs, no mirrored leak' }
		],
		default: 'ordered'
	})
});

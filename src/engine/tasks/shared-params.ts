import { int } from '../core/param-schema.ts';

/** The modulus: one schema for every modular task, so that switching the task keeps p. */
export const modulusParam = int({
	label: 'Prime p',
	help: 'The modulus: the network learns a table of p × p answers.',
	group: 'main',
	min: 2,
	max: 4999,
	slider: { min: 5, max: 199, scale: 'primes' },
	default: 113
});

import { printable } from '../../engine/core/quote.ts';

/** Names of a list that are written out. */
const NAMED = 20;

/**
 * Names from outside in a sentence: the first of them, and how many more there are. Empty without
 * any.
 */
export function listed(names: readonly string[]): string {
	const named = names
		.slice(0, NAMED)
		.map((name) => printable(name))
		.join(', ');
	return names.length <= NAMED ? named : `${named} and ${String(names.length - NAMED)} more`;
}

import { printable } from '../../engine/core/quote.ts';

/** Longer lists are cut to this many names. */
const NAMED = 20;

/**
 * A list of names for a sentence: the first 20, and how many more there are. The names come from
 * outside, so they are made printable. Empty for an empty list.
 */
export function listed(names: readonly string[]): string {
	const named = names
		.slice(0, NAMED)
		.map((name) => printable(name))
		.join(', ');
	return names.length <= NAMED ? named : `${named} and ${String(names.length - NAMED)} more`;
}

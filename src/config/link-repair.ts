import { quote } from '../engine/core/quote.ts';
import { beginsLikeLink } from './link-keys.ts';
import { decodeText, withoutBlanks } from './link-text.ts';

/** A repaired fragment, and a sentence for each repair. */
export interface RepairedText {
	readonly fragment: string;
	readonly repairs: readonly string[];
}

interface Step {
	readonly text: string;
	/** Undefined if correct links have this form too. */
	readonly repair?: string;
}

/** Longer than any address that servers accept. */
const LONGEST_QUERY = 100_000;
/** Largest number of repair rounds; a link is hardly ever encoded more often. */
const MAX_ROUNDS = 8;

const AMPERSANDS = /&(?:(?:amp|#0*38|#x0*26);)+/giu;
const EQUALS = /&(?:equals|#0*61|#x0*3d);/giu;

/**
 * Replaces `&amp;`, as in the source of a page. A correct link has no bare semicolons: they are
 * percent-encoded.
 */
function withoutEntities(text: string): Step | undefined {
	const plain = text.replace(AMPERSANDS, '&').replace(EQUALS, '=');
	return plain === text ? undefined : { text: plain, repair: 'link: "&amp;" was read as "&"' };
}

/** Decodes `=3D` and joins lines that end in `=` (quoted-printable, as in mail). */
function withoutQuotedPrintable(text: string): Step | undefined {
	if (!/(?:^|[#?&])v=3d\d/iu.test(text)) return undefined;
	const plain = text
		.replace(/=[\t ]*\r?\n/gu, '')
		.replace(/=3d/giu, '=')
		.replace(/=23/gu, '#');
	return { text: plain, repair: 'link: "=3D" was read as "=", as in the source of a mail' };
}

/** Decodes a link with encoded `=` and no bare one: it was encoded as a whole. */
function withoutEncoding(text: string): Step | undefined {
	if (text.includes('=') || !/%(?:25)*3d/iu.test(withoutBlanks(text))) return undefined;
	const plain = decodeText(text) ?? decodeText(withoutBlanks(text));
	if (plain === undefined || plain === text) return undefined;
	return {
		text: plain.replace(/^#/u, ''),
		repair: 'link: it was percent-encoded as a whole, and was decoded'
	};
}

const isAddress = (text: string): boolean => /^[\s<("'[]*[a-z][a-z\d+.-]*:\/\//iu.test(text);

/**
 * Whether a query is a link: it is if it names a preset, as every link does. Other known keys prove
 * nothing, because pages add `?v=123` to bypass a cache.
 */
export const isLinkQuery = (query: string): boolean =>
	query
		.slice(0, LONGEST_QUERY)
		.replace(/^\?/u, '')
		.split(/&|%(?:25)*26/iu)
		.some((entry) => beginsLikeLink(entry) && /^[^=%]*preset/iu.test(entry));

/** Reads a query as the fragment if it is a link. */
function queryOf(text: string): Step | undefined {
	const [, query = '', rest = ''] = /^[^?#=]*(\?[^#]*)(?:#(.*))?$/su.exec(text) ?? [];
	if (query === '' || beginsLikeLink(rest) || !isLinkQuery(query)) return undefined;
	const left = rest === '' ? '' : `; ${quote(`#${rest}`)} after it was left out`;
	return {
		text: query.slice(1),
		repair: `link: it came after "?" and was read as if after "#"${left}`
	};
}

/** Removes the part of an address before the fragment. */
function withoutAddress(text: string): Step | undefined {
	const query = queryOf(text);
	if (query !== undefined) return query;
	const hash = text.indexOf('#');
	if (hash <= 0 || beginsLikeLink(text)) return undefined;
	const rest = text.slice(hash + 1);
	return isAddress(text) || beginsLikeLink(rest) ? { text: rest } : undefined;
}

const STEPS = [withoutEntities, withoutQuotedPrintable, withoutEncoding, withoutAddress];

/**
 * The fragment in a text that may be a whole address, and that may have been altered as a whole:
 * percent-encoded, with `&amp;` for `&`, after `?` instead of `#`, or as in the source of a mail.
 * Never throws.
 */
export function repairText(text: string): RepairedText {
	const repairs: string[] = [];
	let current = text.startsWith('#') ? text.slice(1) : text;
	for (let round = 0; round < MAX_ROUNDS; round++) {
		const before = current;
		for (const step of STEPS) {
			const done = step(current);
			if (done === undefined) continue;
			current = done.text;
			if (done.repair !== undefined && !repairs.includes(done.repair)) repairs.push(done.repair);
		}
		if (current === before) break;
	}
	return { fragment: current, repairs };
}

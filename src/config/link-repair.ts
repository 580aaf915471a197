import { quote } from '../engine/core/quote.ts';
import { beginsLikeLink } from './link-keys.ts';
import { decodeText, withoutBlanks } from './link-text.ts';

/** A fragment as it was meant, and a sentence for all that was done to get at it. */
export interface RepairedText {
	readonly fragment: string;
	readonly repairs: readonly string[];
}

interface Step {
	readonly text: string;
	/** Undefined where a correct link has it too. */
	readonly repair?: string;
}

/** Longer than a server takes an address. */
const LONGEST_QUERY = 100_000;
/** A link is hardly ever encoded more often. */
const MAX_ROUNDS = 8;

const AMPERSANDS = /&(?:(?:amp|#0*38|#x0*26);)+/giu;
const EQUALS = /&(?:equals|#0*61|#x0*3d);/giu;

/** `&amp;` of a page's source. A correct link has its semicolons percent-encoded. */
function withoutEntities(text: string): Step | undefined {
	const plain = text.replace(AMPERSANDS, '&').replace(EQUALS, '=');
	return plain === text ? undefined : { text: plain, repair: 'link: "&amp;" was read as "&"' };
}

/** `=3D` and `=` at the ends of lines, as mail is sent. */
function withoutQuotedPrintable(text: string): Step | undefined {
	if (!/(?:^|[#?&])v=3d\d/iu.test(text)) return undefined;
	const plain = text
		.replace(/=[\t ]*\r?\n/gu, '')
		.replace(/=3d/giu, '=')
		.replace(/=23/gu, '#');
	return { text: plain, repair: 'link: "=3D" was read as "=", as in the source of a mail' };
}

/** A link without any `=` but with encoded ones was encoded as a whole. */
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
 * Whether a query is a link: every link names its preset. Other known keys alone say nothing:
 * `?v=123` is how pages get past a cache.
 */
export const isLinkQuery = (query: string): boolean =>
	query
		.slice(0, LONGEST_QUERY)
		.replace(/^\?/u, '')
		.split(/&|%(?:25)*26/iu)
		.some((entry) => beginsLikeLink(entry) && /^[^=%]*preset/iu.test(entry));

/** A query that was meant as the fragment. */
function queryOf(text: string): Step | undefined {
	const [, query = '', rest = ''] = /^[^?#=]*(\?[^#]*)(?:#(.*))?$/su.exec(text) ?? [];
	if (query === '' || beginsLikeLink(rest) || !isLinkQuery(query)) return undefined;
	const left = rest === '' ? '' : `; ${quote(`#${rest}`)} behind it was left out`;
	return {
		text: query.slice(1),
		repair: `link: it stands after "?" and was read as if after "#"${left}`
	};
}

/** What stands before the fragment. */
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
 * The fragment in a text that may be a whole address, and may have been changed on its way as a
 * whole: percent-encoded, with `&amp;` for `&`, after `?` instead of `#`, or as in the source of a
 * mail. Never throws.
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

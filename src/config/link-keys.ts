import { decoded, withoutBlanks } from './link-text.ts';
import { allSchemas, SPEC_KINDS } from './schemas.ts';

/**
 * The keys that say what the page shows (place.ts). No parameter of a run may have one of these
 * names (tested).
 */
export const PLACE_KEYS = Object.freeze([
	'room',
	'tab',
	'view',
	'pinned',
	'step',
	'axis',
	'play'
] as const);

/**
 * Known keys by their letters only, so that case, `-` and `_` do not matter. Built at first use.
 */
let known: ReadonlyMap<string, string | undefined> | undefined;

const lettersOf = (key: string): string =>
	key
		.normalize('NFKC')
		.toLowerCase()
		.replace(/[-_\u2010-\u2015\u2212]/gu, '');

function knownKeys(): ReadonlyMap<string, string | undefined> {
	if (known !== undefined) return known;
	const keys = new Map<string, string | undefined>();
	for (const key of ['v', 'preset', ...SPEC_KINDS, ...Object.keys(allSchemas()), ...PLACE_KEYS]) {
		const letters = lettersOf(key);
		// Keys with the same letters cannot be distinguished, so none of them is matched.
		keys.set(letters, keys.has(letters) ? undefined : key);
	}
	known = keys;
	return keys;
}

/** The key of a control of a view that is shown, such as `view.a`. */
const CONTROL_KEY = /^(view|pinned)\.([a-z_]+)$/iu;

/** Longer texts are not looked up: even a mangled key is shorter. */
const LONGEST_KEY = 200;

/**
 * What mail programs, editors and people add before a key: parts of `&amp;`, slashes, quotation
 * marks.
 */
const BEFORE_KEY = /^(?:amp;|#0*38;|#x0*26;|[^\p{L}\p{N}_])+/iu;
const AFTER_KEY = /[^\p{L}\p{N}_]+$/u;

/**
 * The key that a mangled text means, e.g. `P`, `weight-decay`, `amp;preset`, `/v`, `"p"`.
 * @returns undefined if it is no key of this version
 */
export function knownKeyOf(text: string): string | undefined {
	if (text.length > LONGEST_KEY) return undefined;
	const bare = withoutBlanks(decoded(withoutBlanks(text)))
		.replace(BEFORE_KEY, '')
		.replace(AFTER_KEY, '');
	const [, view, control] = CONTROL_KEY.exec(bare) ?? [];
	if (view !== undefined && control !== undefined) {
		return `${view}.${control}`.toLowerCase();
	}
	return knownKeys().get(lettersOf(bare));
}

/** Whether a text begins like a link: with a known key and `=`, percent-encoded or not. */
export function beginsLikeLink(text: string): boolean {
	const [, key] = /^([^=%&]{1,200}|[^=&]{1,200}?)(?:=|%(?:25)*3d)/iu.exec(text.slice(0, 400)) ?? [];
	return key !== undefined && knownKeyOf(key) !== undefined;
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeLink, encodeLink, type DecodedLink } from '../../../src/config/url-codec.ts';
import { anyText, encode } from './arbitrary-text.ts';

/** Control characters, characters that hide or reorder text, and lone surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const MANY = 2 * 41;
const LONG = 1200;

const messagesOf = (link: DecodedLink) => link.notices.map((notice) => notice.message);

function expectBounded(link: DecodedLink): void {
	expect(link.notices.length).toBeLessThanOrEqual(MANY);
	for (const { key, value, message } of link.notices) {
		expect(message).not.toMatch(UNPRINTABLE);
		expect(Math.max(message.length, key.length, value.length)).toBeLessThanOrEqual(LONG);
	}
}

describe('the notices of any link at all are few, short and without control characters', () => {
	const known = fc.constantFrom('v', 'preset', 'p', 'lr', 'task', 'key_frequencies', 'split_pairs');
	const entry = fc.oneof(
		fc.tuple(known, anyText).map(([key, text]) => `${key}=${encode(text)}`),
		fc.tuple(anyText, anyText).map(([key, text]) => `${encode(key)}=${encode(text)}`),
		anyText
	);
	test('binary text and many entries', () => {
		fc.assert(
			fc.property(fc.array(entry, { maxLength: 300, size: 'max' }), (entries) => {
				expectBounded(decodeLink(entries.join('&'), 'quick-mlp'));
			}),
			{ numRuns: 150 }
		);
	}, 60_000);

	const megabyte = fc
		.tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), fc.boolean())
		.map(([text, isRaw]) => (isRaw ? text : encode(text)).repeat(Math.ceil(1e6 / text.length)));
	test('texts of megabytes, as key, as value and as the whole link', () => {
		fc.assert(
			fc.property(megabyte, known, (text, key) => {
				for (const link of [text, `${key}=${text}`, `${text}=${key}`, `${key}=1&x=${text}`]) {
					const start = performance.now();
					expectBounded(decodeLink(link, 'quick-mlp'));
					// No pattern backtracks over it.
					expect(performance.now() - start).toBeLessThan(5000);
				}
			}),
			{ numRuns: 12 }
		);
	}, 120_000);

	test.each([' ', '=', '&', '%20', '%', '#', '?', '\n', '&amp;', '%253D', '(', 'v=1 '])(
		'a megabyte of %j',
		(unit) => {
			expectBounded(decodeLink(`v=1&p=${unit.repeat(1e6 / unit.length)}`, 'quick-mlp'));
			expectBounded(decodeLink(unit.repeat(1e6 / unit.length), 'quick-mlp'));
		},
		20_000
	);
});

describe('unknown keys', () => {
	test.each([199, 500, 1000])('%d of them are kept, all of them, and are shared again', (count) => {
		const names = Array.from({ length: count }, (_, i) => `a${String(i)}`);
		const link = decodeLink(
			`v=1&preset=quick-mlp&${names.map((n) => `${n}=1`).join('&')}`,
			'nanda-2023'
		);
		expect(Object.keys(link.unknown)).toEqual(names);
		const again = decodeLink(encodeLink(link.config, link.preset, link.unknown), 'nanda-2023');
		expect(again).toEqual(link);
		expect(link.notices.length).toBeLessThanOrEqual(MANY);
		expect(messagesOf(link).at(-1)).toContain(`and ${String(count - 40)} more of: a40, a41`);
	});

	test('more than a thousand are cut, and the notice counts what is lost', () => {
		const entries = Array.from({ length: 1100 }, (_, i) => `a${String(i)}=1`).join('&');
		const link = decodeLink(`v=1&preset=quick-mlp&${entries}`, 'nanda-2023');
		expect(Object.keys(link.unknown)).toHaveLength(1000);
		expect(messagesOf(link)[0]).toContain('1000 stay in the link; the last 100 do not');
	});

	test('broken percent-encoding in one is kept as it stands', () => {
		const link = decodeLink('v=1&preset=quick-mlp&note=100%', 'nanda-2023');
		expect(link.unknown).toEqual({ note: '100%' });
		expect(encodeLink(link.config, 'quick-mlp', link.unknown)).toBe(
			'v=1&preset=quick-mlp&note=100%25'
		);
	});
});

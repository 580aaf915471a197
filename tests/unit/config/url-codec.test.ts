import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withSpec, withValue } from '../../../src/config/config.ts';
import { configOf } from '../../../src/config/preset-config.ts';
import { decodeLink, encodeLink, type DecodedLink } from '../../../src/config/url-codec.ts';
import { presets } from '../../../src/presets/index.ts';
import { arbitraryConfig, arbitraryPreset } from './arbitrary-config.ts';
import { anyText, encode } from './arbitrary-text.ts';

const RUNS = { numRuns: 300 };
const quickStart = configOf('quick-start');

const messagesOf = (link: DecodedLink) => link.notices.map((notice) => notice.message);

describe('what a link holds', () => {
	test.each(presets.ids)('a preset as it is makes the shortest link: %s', (id) => {
		expect(encodeLink(configOf(id), id)).toBe(`v=1&preset=${id}`);
	});

	test('only what differs from the preset, specs first, then values in the order of the rail', () => {
		let config = withSpec(quickStart, 'task', 'modular-subtraction');
		for (const [key, value] of [
			['seed', 3],
			['eps', 1e-10],
			['weight_decay', 0.1],
			['p', 37],
			['lr', 3e-3]
		] as const) {
			config = withValue(config, key, value);
		}
		expect(encodeLink(config, 'quick-start')).toBe(
			'v=1&preset=quick-start&task=modular-subtraction&p=37&weight_decay=0.1&seed=3&eps=1e-10'
		);
	});

	test('the example of the product notes reads as it looks', () => {
		const link = decodeLink('#v=1&preset=nanda-2023&p=97&weight_decay=2&seed=3', 'quick-mlp');
		expect(link.notices).toEqual([]);
		expect(link.preset).toBe('nanda-2023');
		const { values } = configOf('nanda-2023');
		expect(link.config.values).toEqual({ ...values, p: 97, weight_decay: 2, seed: 3 });
	});
});

describe('round trip', () => {
	test('every config comes back whole through the link of any preset', () => {
		fc.assert(
			fc.property(arbitraryConfig, arbitraryPreset, arbitraryPreset, (config, preset, other) => {
				const fragment = encodeLink(config, preset);
				const link = decodeLink(fragment, other);
				expect(link).toEqual({ preset, config, notices: [], unknown: {} });
				expect(encodeLink(link.config, link.preset)).toBe(fragment);
			}),
			RUNS
		);
	});

	test('a list of all frequencies comes back whole; one too long for a link is refused before it is in a config', () => {
		const listOf = (count: number) => Array.from({ length: count }, (_, i) => i + 1).join(',');
		const base = withValue(configOf('nanda-2023'), 'key_frequency_rule', 'given');
		const config = withValue(base, 'key_frequencies', listOf(56));
		const link = decodeLink(encodeLink(config, 'nanda-2023'), 'nanda-2023');
		expect(link.notices).toEqual([]);
		expect(link.config).toEqual(config);
		// The longest that a config takes, where p has so many.
		const wide = withValue(base, 'p', 601);
		const long = withValue(wide, 'key_frequencies', listOf(277));
		expect(decodeLink(encodeLink(long, 'nanda-2023'), 'nanda-2023').config).toEqual(long);
		expect(() => withValue(wide, 'key_frequencies', listOf(278))).toThrow(
			'at most 1000 characters'
		);
	});

	test('the order of the keys in a link does not matter', () => {
		fc.assert(
			fc.property(
				arbitraryConfig.chain((config) => {
					const entries = encodeLink(config, 'quick-mlp').split('&');
					const shuffled = fc.shuffledSubarray(entries, { minLength: entries.length });
					return fc.tuple(fc.constant(config), shuffled);
				}),
				([config, entries]) => {
					expect(decodeLink(entries.join('&'), 'quick-start').config).toEqual(config);
				}
			)
		);
	});

	test('unknown keys survive being read and written again, whatever they are called', () => {
		const key = fc.oneof(anyText, fc.constantFrom('__proto__', 'constructor', 'toString'));
		fc.assert(
			fc.property(fc.array(fc.tuple(key, anyText), { maxLength: 8 }), (pairs) => {
				const text = pairs.map(([name, value]) => `x${encode(name)}=${encode(value)}`).join('&');
				const first = decodeLink(`v=1&${text}`, 'quick-mlp');
				const again = decodeLink(
					encodeLink(first.config, first.preset, first.unknown),
					'quick-mlp'
				);
				expect(new Set(Object.keys(first.unknown)).size).toBe(
					new Set(pairs.map(([name]) => `x${encode(name)}`)).size
				);
				expect(again.unknown).toEqual(first.unknown);
				expect(again.config).toEqual(first.config);
			}),
			RUNS
		);
	});
});

describe('versions', () => {
	test.each(['', '#', '&&'])('"%s" is the fallback preset without a word', (fragment) => {
		expect(decodeLink(fragment, 'nanda-2023')).toEqual({
			preset: 'nanda-2023',
			config: configOf('nanda-2023'),
			notices: [],
			unknown: {}
		});
	});

	test('a link without a version is read as version 1', () => {
		const link = decodeLink('p=37', 'quick-start');
		expect(link.config).toEqual(withValue(quickStart, 'p', 37));
		expect(link.notices).toEqual([]);
	});

	test('a fragment that holds nothing of ours is said not to be a link', () => {
		expect(messagesOf(decodeLink('#about', 'quick-start'))).toEqual([
			'about: expected a key that this version knows, got nothing',
			'v: expected v=1, got nothing: not a link of this page'
		]);
	});

	test('a link of a later version opens as far as it is understood', () => {
		const link = decodeLink('v=2&preset=quick-start&p=37&curriculum=easy', 'quick-mlp');
		expect(link.config).toEqual(withValue(quickStart, 'p', 37));
		expect(link.unknown).toEqual({ curriculum: 'easy' });
		expect(messagesOf(link)).toEqual([
			expect.stringContaining('v: expected at most 1, got 2'),
			'curriculum: expected a key that this version knows, got easy'
		]);
		expect(encodeLink(link.config, link.preset, link.unknown)).toBe(
			'v=1&preset=quick-start&p=37&curriculum=easy'
		);
	});
});

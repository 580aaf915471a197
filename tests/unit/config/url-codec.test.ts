import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withSpec, withValue } from '../../../src/config/config.ts';
import { PLACE_KEYS } from '../../../src/config/link-keys.ts';
import { OPENING_PLACE, TABS, type PagePlace } from '../../../src/config/place.ts';
import { configOf } from '../../../src/config/preset-config.ts';
import { decodeLink, encodeLink, type DecodedLink } from '../../../src/config/url-codec.ts';
import { allSchemas } from '../../../src/config/schemas.ts';
import { views } from '../../../src/engine/views/index.ts';
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
				expect(link).toEqual({ preset, config, notices: [], place: OPENING_PLACE, unknown: {} });
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
			place: OPENING_PLACE,
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

describe('what the page shows', () => {
	const arbitraryPlace: fc.Arbitrary<PagePlace> = fc
		.record({
			tab: fc.constantFrom(...TABS),
			view: fc.option(fc.constantFrom(...views.ids), { nil: undefined }),
			pinned: fc.option(fc.constantFrom(...views.ids), { nil: undefined }),
			step: fc.option(fc.nat({ max: 999_999_999 }), { nil: undefined }),
			axis: fc.constantFrom('log' as const, 'linear' as const),
			isRecorded: fc.boolean()
		})
		// Views are chosen in their own tab, and the pinned one is another one.
		.map((place) => ({
			...place,
			choices: {},
			view: place.tab === 'inside' ? place.view : undefined,
			pinned: place.tab === 'inside' && place.pinned !== place.view ? place.pinned : undefined
		}));

	test('comes back whole, in one form, after the settings and before unknown keys', () => {
		fc.assert(
			fc.property(arbitraryConfig, arbitraryPlace, (config, place) => {
				const fragment = encodeLink(config, 'quick-start', { later: '1' }, place);
				const link = decodeLink(fragment, 'quick-mlp');
				expect(link.place).toEqual(place);
				expect(link.config).toEqual(config);
				expect(link.unknown).toEqual({ later: '1' });
				expect(encodeLink(link.config, link.preset, link.unknown, link.place)).toBe(fragment);
				expect(fragment.startsWith(encodeLink(config, 'quick-start'))).toBe(true);
			}),
			RUNS
		);
	});

	test('is written in a stable order, and the opening place not at all', () => {
		const place: PagePlace = {
			tab: 'inside',
			view: 'embedding',
			pinned: 'truth-table',
			choices: {},
			step: 2300,
			axis: 'linear',
			isRecorded: true
		};
		expect(encodeLink(quickStart, 'quick-start', {}, place)).toBe(
			'v=1&preset=quick-start&tab=inside&view=embedding&pinned=truth-table&step=2300&axis=linear&play=recorded'
		);
		expect(encodeLink(quickStart, 'quick-start', {}, OPENING_PLACE)).toBe('v=1&preset=quick-start');
	});

	test('unknown values are named, and the rest of the link is used', () => {
		const link = decodeLink(
			'v=1&preset=quick-start&room=sweep&tab=graphs&view=heart&step=-3&axis=cubic&play=live&seed=4',
			'quick-mlp'
		);
		expect(link.config.values['seed']).toBe(4);
		expect(link.place).toEqual(OPENING_PLACE);
		expect(messagesOf(link)).toEqual([
			'room: expected one of lab, got sweep',
			'tab: expected one of curves, measures, inside, got graphs',
			`view: expected one of ${views.ids.join(', ')}, got heart`,
			'step: expected a whole number from 0, got -3',
			'axis: expected one of log, linear, got cubic',
			'play: expected one of recorded, got live'
		]);
	});

	test('a view without a tab means the tab with the views, and a view is not pinned beside itself', () => {
		expect(decodeLink('view=embedding', 'quick-mlp').place.tab).toBe('inside');
		const twice = decodeLink('view=embedding&pinned=embedding', 'quick-mlp');
		expect(twice.place.pinned).toBeUndefined();
		expect(messagesOf(twice)).toEqual([
			'pinned: expected another view than embedding, got embedding'
		]);
	});

	describe('choices in views', () => {
		const START = 'v=1&preset=quick-start&tab=inside&view=two-angles&pinned=answer';

		test('of the large and of the pinned view come back, of others and in other tabs not', () => {
			const choices = {
				'two-angles': { a: 3, b: 7, frequencies: '2,9' },
				answer: { a: 30 },
				neuron: { neuron: 5 }
			};
			const place: PagePlace = {
				...OPENING_PLACE,
				...{ tab: 'inside', view: 'two-angles', pinned: 'answer', choices }
			};
			const fragment = encodeLink(quickStart, 'quick-start', {}, place);
			expect(fragment).toBe(`${START}&view.a=3&view.b=7&view.frequencies=2%2C9&pinned.a=30`);
			const link = decodeLink(fragment, 'quick-mlp');
			expect(link.notices).toEqual([]);
			expect(link.place.choices).toEqual({
				'two-angles': choices['two-angles'],
				answer: choices.answer
			});
			expect(encodeLink(link.config, link.preset, link.unknown, link.place)).toBe(fragment);
			expect(encodeLink(quickStart, 'quick-start', {}, { ...place, tab: 'curves' })).toBe(
				'v=1&preset=quick-start'
			);
		});

		test('that a run does not allow are not written', () => {
			const choices = { answer: { a: 31, b: 30, c: 1 } };
			const place: PagePlace = { ...OPENING_PLACE, tab: 'inside', view: 'answer', choices };
			expect(encodeLink(quickStart, 'quick-start', {}, place)).toBe(
				'v=1&preset=quick-start&tab=inside&view=answer&view.b=30'
			);
		});

		test('with bad values, of no view and of another view are named with what is expected', () => {
			const link = decodeLink(
				`${START}&view.a=99&view.b=seven&pinned.frequencies=2&view.neuron=1`,
				'quick-mlp'
			);
			expect(link.place.choices).toEqual({});
			expect(messagesOf(link)).toEqual([
				'view.a: expected a whole number from 0 to 30, got 99',
				expect.stringMatching(/^view\.b: expected a whole number from 0 to 30, got seven/),
				'view.neuron: expected a control of the view two-angles in this run, got 1',
				'pinned.frequencies: expected a control of the view answer in this run, got 2'
			]);
			const alone = decodeLink('v=1&preset=quick-start&view.a=3', 'quick-mlp');
			expect(messagesOf(alone)).toEqual(['view.a: expected view=… beside it, got 3']);
		});

		test('in another case or after a mangled separator are still read', () => {
			const link = decodeLink(`${START}&amp;View.A=8`, 'quick-mlp');
			expect(link.place.choices).toEqual({ 'two-angles': { a: 8 } });
		});
	});

	test('no parameter of a run has the name of a key for the page', () => {
		for (const key of PLACE_KEYS) expect(Object.keys(allSchemas())).not.toContain(key);
	});
});

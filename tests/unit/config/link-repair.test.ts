import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withValue } from '../../../src/config/config.ts';
import { configOf } from '../../../src/config/preset-config.ts';
import { decodeLink, encodeLink, type DecodedLink } from '../../../src/config/url-codec.ts';
import { arbitraryConfig, arbitraryPreset } from './arbitrary-config.ts';
import { arbitraryMangling, MANGLINGS } from './manglings.ts';

const quickMlp = configOf('quick-mlp');
const messagesOf = (link: DecodedLink) => link.notices.map((notice) => notice.message);

const SECONDS = 60_000;

describe('a link that was changed on its way opens as it was meant, and the notice says how it was read', () => {
	test.each(MANGLINGS)(
		'$name',
		({ change, notice }) => {
			fc.assert(
				fc.property(arbitraryConfig, arbitraryPreset, fc.nat(), (config, preset, at) => {
					const link = encodeLink(config, preset);
					const mangled = change(link, at);
					const read = decodeLink(mangled, 'nanda-2023');
					expect(read).toMatchObject({ config, preset, unknown: {} });
					expect(read.notices.every(({ isRepair }) => isRepair)).toBe(true);
					if (mangled === link || notice.source === '^$') return;
					expect(messagesOf(read).some((message) => notice.test(message))).toBe(true);
				}),
				{ numRuns: 25 }
			);
		},
		SECONDS
	);

	test(
		'any two of these',
		() => {
			fc.assert(
				fc.property(
					arbitraryConfig,
					arbitraryPreset,
					fc.array(fc.tuple(arbitraryMangling, fc.nat()), { minLength: 2, maxLength: 2 }),
					(config, preset, manglings) => {
						const link = encodeLink(config, preset);
						const mangled = manglings.reduce((text, [{ change }, at]) => change(text, at), link);
						const read = decodeLink(mangled, 'nanda-2023');
						expect(read, mangled).toMatchObject({ config, preset, unknown: {} });
						// Damage to the address before a whole link is no damage to the link.
						if (mangled !== link && !mangled.endsWith(`#${link}`)) {
							expect(read.notices).not.toEqual([]);
						}
					}
				),
				{ numRuns: 600 }
			);
		},
		SECONDS
	);
});

describe('what is repaired, in words', () => {
	test.each([
		['?v=1&preset=quick-mlp&p=37', ['link: it came after "?" and was read as if after "#"']],
		['https://x.org/lab/?v=1&preset=quick-mlp&p=37#', ['link: it came after "?"']],
		['v=1&amp;preset=quick-mlp&amp;p=37', ['link: "&amp;" was read as "&"']],
		['%2523v%253D1%2526preset%253Dquick-mlp%2526p%253D37', ['link: it was percent-encoded']],
		['https%3A%2F%2Fx.org%2F%23v%3D1%26preset%3Dquick-mlp%26p%3D37', ['link: it was percent-']],
		['v=1%26preset=quick-mlp%26p=37', ['v: what follows it was read as', 'preset: what follows']],
		['v=1 preset=quick-mlp p=37', ['v: what follows it was read as', 'preset: what follows']],
		['v=1&preset=quick-mlp&p=37).', ['p: "37)." was read as 37']],
		['v=1&preset="quick-mlp"&p=37', ['preset: ""quick-mlp"" was read as quick-mlp']],
		['<https://x.org/lab/#v=1&preset=quick-mlp&p=37>', ['p: "37>" was read as 37']],
		['v=1&preset=quick-mlp&P=37', ['p: the key "P" was read as p']],
		['V=1&Preset=Quick-MLP&p=37', ['v: the key "V"', 'preset: the key', 'preset: "Quick-MLP" was']],
		['#/v=1&preset=quick-mlp&p=37', ['v: the key "/v" was read as v']],
		['v=1&preset=quick-\n> mlp&p=3\n> 7', ['preset: "quick-', 'p: "3\\u000a> 7" was read as 37']],
		['v=3D1&preset=3Dquick-=\r\nmlp&p=3D37', ['link: "=3D" was read as "="']],
		['v=1&preset=quick\u2011mlp&p=37', ['preset: "quick\u2011mlp" was read as quick-mlp']],
		['v=1&preset=quick-mlp&p=37.', ['p: "37." was read as 37']],
		['v=1&preset=quick-mlp&p=３７', ['p: "３７" was read as 37']]
	])('%j', (link, messages) => {
		const read = decodeLink(link, 'nanda-2023');
		expect(read.config).toEqual(withValue(quickMlp, 'p', 37));
		const said = messagesOf(read);
		expect(said).toHaveLength(messages.length);
		messages.forEach((message, i) => {
			expect(said[i]).toContain(message);
		});
	});

	test('a decimal comma is read as a point, and a number that can be read in two ways is not read', () => {
		const comma = decodeLink('v=1&preset=quick-mlp&weight_decay=1,5', 'nanda-2023');
		expect(comma.config).toEqual(withValue(quickMlp, 'weight_decay', 1.5));
		expect(messagesOf(comma)).toEqual(['weight_decay: "1,5" was read as 1.5']);
		for (const [entry, message] of [
			[
				'weight_decay=1,000',
				'weight_decay: expected a number from 0 to 1000, got 1,000, which can be read as 1 or as 1000'
			],
			[
				'steps=10.000',
				'steps: expected a whole number from 1 to 10000000, got 10.000, which can be read as 10 or as 10000'
			],
			[
				'lr=1e-999',
				'lr: expected a number from 0 to 1000, got 1e-999, which is too small to differ from 0'
			],
			['p=1,5', 'p: expected a whole number from 2 to 4999, got 1,5']
		] as const) {
			const read = decodeLink(`v=1&preset=quick-mlp&${entry}`, 'nanda-2023');
			expect(read.config).toEqual(quickMlp);
			expect(messagesOf(read)).toEqual([message]);
		}
	});

	test('of a key that is written twice, once as it is and once not, the right one counts and the other is named', () => {
		for (const link of ['P=41&p=37', 'p=37&P=41']) {
			const read = decodeLink(`v=1&preset=quick-mlp&${link}`, 'nanda-2023');
			expect(read.config).toEqual(withValue(quickMlp, 'p', 37));
			expect(messagesOf(read)).toEqual([
				'P: expected one value only, got 41 too; the first, 37, is used'
			]);
		}
	});

	test('values of unknown keys stay as they are, whatever they look like', () => {
		const value = 'a b, "c" &amp; 1,5).';
		const link = `v=1&preset=quick-mlp&note=${encodeURIComponent(value)}&other=3.`;
		const read = decodeLink(link, 'nanda-2023');
		expect(read.unknown).toEqual({ note: value, other: '3.' });
		expect(read.notices.some(({ isRepair }) => isRepair)).toBe(false);
		expect(
			decodeLink(encodeLink(read.config, 'quick-mlp', read.unknown), 'nanda-2023').unknown
		).toEqual(read.unknown);
	});
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { understandLink, readLink } from '../../../../src/cli/arguments/read-config.ts';
import { encodeLink } from '../../../../src/config/url-codec.ts';
import { arbitraryConfig, arbitraryPreset } from '../../config/arbitrary-config.ts';
import { MANGLINGS } from '../../config/manglings.ts';

const ADDRESSES = ['', '#', 'https://x.org/#', 'http://localhost:4173/lab/index.html#', '/lab/#'];
const address = fc.constantFrom(...ADDRESSES);

test('a link is read from whatever address it was copied with, without a word', () => {
	fc.assert(
		fc.property(arbitraryConfig, arbitraryPreset, address, (config, preset, before) => {
			const { value, problems, repairs } = understandLink(before + encodeLink(config, preset));
			expect(value).toEqual({ preset, config });
			expect([problems, repairs]).toEqual([[], []]);
		}),
		{ numRuns: 60 }
	);
});

test('a link that was changed on its way is read as on the page, and what was repaired is said', () => {
	const mangling = fc.constantFrom(...MANGLINGS.filter(({ notice }) => notice.source !== '^$'));
	fc.assert(
		fc.property(
			fc.tuple(arbitraryConfig, arbitraryPreset, mangling, fc.nat()),
			([config, preset, { change, notice }, at]) => {
				const link = encodeLink(config, preset);
				const mangled = change(link, at);
				const { value, problems, repairs = [] } = understandLink(mangled);
				expect(value).toEqual({ preset, config });
				expect(problems).toEqual([]);
				if (mangled === link) return;
				expect(repairs.some((repair) => notice.test(repair))).toBe(true);
				// A file that the lab itself wrote has no such links.
				expect(() => readLink(mangled)).toThrow(notice);
			}
		),
		{ numRuns: 100 }
	);
});

test('a whole address after ?, percent-encoded, or in brackets', () => {
	for (const link of [
		'https://x.org/lab/?v=1&preset=quick-mlp&p=37',
		'https%3A%2F%2Fx.org%2Flab%2F%23v%3D1%26preset%3Dquick-mlp%26p%3D37',
		'<https://x.org/lab/#v=1&preset=quick-mlp&p=37>',
		'see https://x.org/lab/#v=1&preset=quick-mlp&p=37.'
	]) {
		const { value, problems, repairs } = understandLink(link);
		expect(value.config.values['p']).toBe(37);
		expect([problems, repairs?.length]).toEqual([[], 1]);
	}
});

test('what is no link is refused, short and without control characters', () => {
	for (const text of ['\u001b[2J', 'x'.repeat(1e6), 'https://x.org/', 'v=1&p=37', 'preset']) {
		expect(() => understandLink(text)).toThrow(/^[^\p{Cc}]{1,300}$/u);
	}
});

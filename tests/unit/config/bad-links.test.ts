import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tasks } from '../../../src/engine/tasks/index.ts';
import { problemsOf, withValue } from '../../../src/config/config.ts';
import { configOf } from '../../../src/config/preset-config.ts';
import { allSchemas, SPEC_KINDS, specOptions } from '../../../src/config/schemas.ts';
import { decodeLink, encodeLink, type DecodedLink } from '../../../src/config/url-codec.ts';
import { presets } from '../../../src/presets/index.ts';
import { arbitraryConfig, arbitraryPreset } from './arbitrary-config.ts';
import { anyText, codeUnit, encode, linkCharacter } from './arbitrary-text.ts';

const RUNS = { numRuns: 300 };
const quickStart = configOf('quick-start');
const messagesOf = (link: DecodedLink) => link.notices.map((notice) => notice.message);

/** Whether the decoded link has this entry as written. */
function isTaken({ preset, config }: DecodedLink, key: string, text: string): boolean {
	if (key === 'v') return text === '1';
	if (key === 'preset') return text === preset;
	const kind = SPEC_KINDS.find((candidate) => candidate === key);
	if (kind !== undefined) return config[kind] === text;
	const value = Object.hasOwn(config.values, key) ? config.values[key] : undefined;
	if (typeof value === 'number') return text.trim() !== '' && Number(text) === value;
	return value !== undefined && String(value) === text;
}

describe('links that nobody should write', () => {
	const key = fc.oneof(
		fc.constantFrom('v', 'preset', ...SPEC_KINDS, ...Object.keys(allSchemas())),
		anyText.map((text) => text.replaceAll('\uFFFD', ''))
	);
	const value = fc.oneof(
		anyText,
		fc.double().map(String),
		fc.integer().map(String),
		fc.constantFrom('true', 'ordered', 'unordered', ...presets.ids),
		fc.constantFrom(...SPEC_KINDS.flatMap((kind) => specOptions(kind).map(({ id }) => id)))
	);

	test('any text opens as a config that can run, and that makes a link again', () => {
		fc.assert(
			fc.property(anyText, arbitraryPreset, (fragment, preset) => {
				const { notices, ...link } = decodeLink(fragment, preset);
				expect(problemsOf(link.config)).toEqual([]);
				const written = encodeLink(link.config, link.preset, link.unknown);
				expect(decodeLink(written, preset)).toMatchObject(link);
				if (Object.keys(link.unknown).length > 0) expect(notices).not.toEqual([]);
			}),
			{ numRuns: 1000 }
		);
	});

	test('every entry is either taken as written or named in a notice', () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(key, value), { maxLength: 12 }), (pairs) => {
				const entries = pairs.map(([name, text]) => [encode(name), encode(text)] as const);
				const fragment = entries.map((entry) => entry.join('=')).join('&');
				const link = decodeLink(`v=1&${fragment}`, 'quick-start');
				expect(problemsOf(link.config)).toEqual([]);
				const named = new Set(link.notices.map((notice) => notice.key));
				for (const [rawName, rawText] of entries) {
					const name = decodeURIComponent(rawName);
					// A notice that cuts a long name does not contain the whole name.
					if (name.length > 60 || isTaken(link, name, decodeURIComponent(rawText))) continue;
					expect(named).toContain(name);
				}
			}),
			RUNS
		);
	});

	test('a valid link with one character changed opens, and what is lost is named', () => {
		const mutated = fc
			.tuple(arbitraryConfig, arbitraryPreset, fc.nat(), fc.oneof(linkCharacter, codeUnit))
			.map(([config, preset, at, character]) => {
				const fragment = encodeLink(config, preset);
				const cut = at % fragment.length;
				return fragment.slice(0, cut) + character + fragment.slice(cut + 1);
			});
		fc.assert(
			fc.property(mutated, (fragment) => {
				const link = decodeLink(fragment, 'quick-mlp');
				expect(problemsOf(link.config)).toEqual([]);
				for (const entry of fragment.replace(/^#/, '').split('&')) {
					const [name = '', ...rest] = entry.split('=');
					const text = rest.join('=');
					if (name.includes('%') || /\p{Surrogate}/u.test(name) || name === '') continue;
					if (text.includes('%') || isTaken(link, name, text)) continue;
					expect(link.notices.map((notice) => notice.key)).toContain(name);
				}
			}),
			RUNS
		);
	});
});

describe('bad values', () => {
	test.each([
		['p=1', 'p: expected a whole number from 2 to 4999, got 1'],
		['p=2.5', 'p: expected a whole number from 2 to 4999, got 2.5'],
		['p=1e9', 'p: expected a whole number from 2 to 4999, got 1e9'],
		['p=NaN', 'p: expected a whole number from 2 to 4999, got NaN'],
		['p=', 'p: expected a whole number from 2 to 4999, got nothing'],
		['p', 'p: expected a whole number from 2 to 4999, got nothing'],
		['p=Infinity', 'p: expected a whole number from 2 to 4999, got Infinity'],
		['p=0x1f', 'p: expected a whole number from 2 to 4999, got 0x1f'],
		['lr=-0.001', 'lr: expected a number from 0 to 1000, got -0.001'],
		['weight_decay=-1', 'weight_decay: expected a number from 0 to 1000, got -1'],
		['frac_train=0', 'frac_train: expected a number from 0.001 to 0.999, got 0'],
		['frac_train=1', 'frac_train: expected a number from 0.001 to 0.999, got 1'],
		['split_pairs=all', 'split_pairs: expected one of ordered, unordered, got all'],
		['task=division', `task: expected one of ${tasks.ids.join(', ')}, got division`],
		['p=%3Cscript%3Ealert(1)%3C/script%3E', 'got <script>alert(1)</script>'],
		['p=%E0%A4%A', 'p: expected valid percent-encoding, got %E0%A4%A'],
		['momentum=0.5', 'momentum: expected a parameter of modular-addition, one-layer-transformer'],
		['colour=red', 'colour: expected a key that this version knows, got red'],
		['v=zero', 'v: expected a whole number from 1, got zero']
	])('%s leaves the preset as it is and is explained', (entry, message) => {
		const link = decodeLink(`preset=quick-start&${entry}`, 'quick-mlp');
		expect(link.preset).toBe('quick-start');
		expect(link.config).toEqual(quickStart);
		expect(messagesOf(link)).toEqual([expect.stringContaining(message)]);
	});

	test('an unknown preset gives way to the fallback, and the rest of the link holds', () => {
		const link = decodeLink('v=1&preset=power-2022&p=37', 'quick-start');
		expect(link.preset).toBe('quick-start');
		expect(link.config).toEqual(withValue(quickStart, 'p', 37));
		expect(messagesOf(link)).toEqual([
			`preset: expected one of ${presets.ids.join(', ')}, got power-2022`
		]);
	});

	test('the first valid value of a key is used and every other one is reported', () => {
		const link = decodeLink('v=1&preset=quick-start&p=1&p=37&p=41', 'quick-mlp');
		expect(link.config).toEqual(withValue(quickStart, 'p', 37));
		expect(messagesOf(link)).toEqual([
			'p: expected a whole number from 2 to 4999, got 1',
			'p: expected one value only, got 41 too; the first, 37, is used'
		]);
	});

	test('a width that the heads cannot share goes back to the preset', () => {
		const link = decodeLink('v=1&preset=quick-start&d_model=66&seed=5', 'quick-mlp');
		expect(link.config).toEqual(withValue(quickStart, 'seed', 5));
		expect(messagesOf(link)).toEqual([
			'd_model must be divisible by n_heads: got d_model=66 and n_heads=4; d_model=66 is set back to 64'
		]);
	});

	test('an empty split goes back to the preset, every key of it named', () => {
		const link = decodeLink('v=1&preset=quick-start&p=2&frac_train=0.01&lr=0.1', 'quick-mlp');
		expect(link.config).toEqual(withValue(quickStart, 'lr', 0.1));
		expect(link.notices.map(({ key, value }) => [key, value])).toEqual([
			['p', '2'],
			['frac_train', '0.01']
		]);
	});

	test('a megabyte of digits is refused at once, and its notice stays short', () => {
		const link = decodeLink(`v=1&preset=quick-start&p=${'1'.repeat(1_000_000)}x`, 'quick-mlp');
		expect(link.config).toEqual(quickStart);
		expect(link.notices).toHaveLength(1);
		expect(link.notices[0]?.message.length).toBeLessThan(200);
		expect(link.notices[0]?.message).toContain('(1000001 characters)');
	});

	test('a million entries are cut short, and the notice says so', () => {
		const link = decodeLink(`v=1&preset=quick-start&${'a&'.repeat(1_000_000)}`, 'quick-mlp');
		expect(link.preset).toBe('quick-start');
		expect(link.notices.length).toBeLessThanOrEqual(50);
		expect(messagesOf(link)[0]).toContain('at most 2000 entries');
	});
});

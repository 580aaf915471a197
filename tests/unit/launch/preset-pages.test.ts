import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { presetPage, siteUrl } from '../../../src/launch/preset-pages.mjs';
import { presets } from '../../../src/presets/index.ts';

const PRESET = {
	id: 'some-run',
	label: 'A "small" run, p < 31',
	story: 'It memorizes & then understands.',
	cite: 'Nobody 2026'
};
const SITE = {
	presets: [PRESET],
	opening: 'some-run',
	url: undefined,
	policy: "default-src 'none'"
};

const contentOf = (html: string, name: string) =>
	new RegExp(`(?:name|property)="${name}" content="([^"]*)"`).exec(html)?.[1];
const canonicalOf = (html: string) => /rel="canonical" href="([^"]*)"/.exec(html)?.[1];

test('the page of a preset says its label and story, escaped', () => {
	const html = presetPage(PRESET, SITE);
	expect(html).toContain('<title>A &quot;small&quot; run, p &lt; 31 · Grokking Lab</title>');
	expect(contentOf(html, 'og:title')).toBe('A &quot;small&quot; run, p &lt; 31 · Grokking Lab');
	for (const name of ['description', 'og:description']) {
		expect(contentOf(html, name)).toBe('It memorizes &amp; then understands.');
	}
	expect(html).toContain('href="../../#v=1&amp;preset=some-run"');
});

test('without an address of the site every address is relative to the page', () => {
	const html = presetPage(PRESET, SITE);
	const addresses = Array.from(html.matchAll(/(?:href|src)="([^"]*)"/g), ([, found = '']) => found);
	for (const address of [...addresses, contentOf(html, 'og:image') ?? '']) {
		const { pathname } = new URL(address, 'https://example.org/in/a/folder/p/some-run/');
		expect(pathname, address).toMatch(/^\/in\/a\/folder\//);
	}
	expect(canonicalOf(html)).toBe('./');
	expect(contentOf(html, 'og:url')).toBeUndefined();
});

test('with an address of the site previews get absolute addresses', () => {
	const html = presetPage(PRESET, { ...SITE, url: 'https://example.org/lab/' });
	const address = 'https://example.org/lab/p/some-run/';
	expect(contentOf(html, 'og:image')).toBe(`${address}picture.png`);
	expect(contentOf(html, 'og:url')).toBe(address);
	expect(canonicalOf(html)).toBe(address);
});

test('SITE_URL is a web address, with or without a slash at its end', () => {
	expect(siteUrl(undefined)).toBeUndefined();
	expect(siteUrl('')).toBeUndefined();
	expect(siteUrl('https://example.org')).toBe('https://example.org/');
	expect(siteUrl('https://example.org/lab')).toBe('https://example.org/lab/');
	for (const wrong of ['example.org', 'ftp://example.org/', 'https://example.org/#lab']) {
		expect(() => siteUrl(wrong)).toThrow(`got "${wrong}"`);
	}
});

test.each(presets.ids)('%s has a picture of the size that previews ask for', (id) => {
	const path = new URL(`../../../public/p/${id}/picture.png`, import.meta.url);
	const png = readFileSync(path);
	expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
	// Width and height are the first fields of the first chunk.
	expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
	expect(png.length).toBeLessThan(150_000);
});

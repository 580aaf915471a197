import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
	browserPlaces,
	CHROMIUM,
	FIREFOX,
	findBrowser
} from '../../../src/launch/find-browser.mjs';
import { describeMissing } from '../../../src/launch/install-browser.mjs';
import { isInstalled } from '../../../src/launch/installed-packages.mjs';
import { isNodeSupported } from '../../../src/launch/node-version.mjs';
import { openCommand } from '../../../src/launch/open-page.mjs';
import { parsePort } from '../../../src/launch/serve-page.mjs';
import { reasonNotToRun } from '../../../src/launch/run-tests.mjs';
import { selectStages, STAGES } from '../../../src/launch/test-stages.mjs';
import { temporaryFolder } from '../cli/lab-place.ts';

afterEach(() => {
	vi.unstubAllEnvs();
});

test.each([
	['20.19.0', true],
	['20.18.3', false],
	['18.20.4', false],
	['22.0.0', true],
	['100.1.0', true]
])('Node %s: supported is %s', (version, isSupported) => {
	expect(isNodeSupported(version)).toBe(isSupported);
});

describe('isInstalled', () => {
	const lock = (packages: Record<string, { version?: string; optional?: boolean }>) => ({
		packages
	});
	const wanted = lock({
		'': { version: '0.1.0' },
		'node_modules/vite': { version: '8.3.8' },
		'node_modules/fsevents': { version: '2.3.3', optional: true }
	});

	test('holds when every package has the version of the lock', () => {
		expect(isInstalled(wanted, lock({ 'node_modules/vite': { version: '8.3.8' } }))).toBe(true);
	});

	test('fails on a missing package, another version, and an optional one of another version', () => {
		expect(isInstalled(wanted, lock({}))).toBe(false);
		expect(isInstalled(wanted, lock({ 'node_modules/vite': { version: '8.3.7' } }))).toBe(false);
		expect(
			isInstalled(
				wanted,
				lock({
					'node_modules/vite': { version: '8.3.8' },
					'node_modules/fsevents': { version: '2.3.2' }
				})
			)
		).toBe(false);
	});
});

describe('browserPlaces', () => {
	test('on Linux searches the path before the usual folders', () => {
		const places = browserPlaces('linux', { PATH: '/opt/mine::/usr/bin' });
		expect(places[0]).toBe('/opt/mine/chromium');
		expect(places).toContain('/usr/bin/google-chrome');
		expect(places.every((place) => place.startsWith('/'))).toBe(true);
	});

	test('on macOS searches both application folders', () => {
		const places = browserPlaces('darwin', { HOME: '/Users/ada' });
		expect(places).toContain('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
		expect(places).toContain('/Users/ada/Applications/Chromium.app/Contents/MacOS/Chromium');
	});

	test('on Windows searches the program folders that are set', () => {
		const places = browserPlaces('win32', { 'PROGRAMFILES(X86)': 'C:\\Program Files (x86)' });
		expect(places).toContain('C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe');
		expect(places).toHaveLength(3);
	});
});

describe('Firefox', () => {
	test("is Debian's package before a release that the user installed", () => {
		const places = browserPlaces('linux', { PATH: '/usr/bin' }, FIREFOX);
		expect(places.slice(0, 2)).toEqual(['/usr/bin/firefox-esr', '/usr/bin/firefox']);
		expect(places.filter((place) => /chrom|edge/.test(place))).toEqual([]);
	});

	test.each([
		['darwin', { HOME: '/Users/ada' }, '/Applications/Firefox.app/Contents/MacOS/firefox'],
		[
			'win32',
			{ PROGRAMFILES: 'C:\\Program Files' },
			'C:\\Program Files\\Mozilla Firefox\\firefox.exe'
		]
	])('is searched for where %s has it', (platform, environment, place) => {
		expect(browserPlaces(platform, environment, FIREFOX)).toContain(place);
	});

	test('is the one that FIREFOX_PATH names, and nothing else when that is no file', () => {
		const own = join(temporaryFolder(), 'firefox');
		writeFileSync(own, '');
		vi.stubEnv('FIREFOX_PATH', own);
		expect(findBrowser(FIREFOX)).toBe(own);
		vi.stubEnv('FIREFOX_PATH', `${own}-none`);
		expect(() => findBrowser(FIREFOX)).toThrow(
			`FIREFOX_PATH: expected the path of Firefox, got "${own}-none"`
		);
	});

	test('where it is missing one line says what to install, and how to name it', () => {
		expect(describeMissing(FIREFOX)).toMatch(/firefox-esr.*FIREFOX_PATH/);
		expect(describeMissing(FIREFOX)).not.toContain('\n');
	});
});

describe('openCommand', () => {
	test('opens nothing without a display', () => {
		expect(openCommand('linux', {}, 'http://localhost:4173/')).toBeUndefined();
	});

	test.each([
		['linux', { DISPLAY: ':0' }, 'xdg-open'],
		['linux', { WAYLAND_DISPLAY: 'wayland-0' }, 'xdg-open'],
		['darwin', {}, 'open'],
		['win32', {}, 'cmd']
	])('on %s with %o starts %s', (platform, environment, program) => {
		const command = openCommand(platform, environment, 'http://localhost:4173/');
		expect(command?.[0]).toBe(program);
		expect(command?.at(-1)).toBe('http://localhost:4173/');
	});
});

test.each(['0', '65536', '80x', '-1', '', '1.5'])('port %j is refused by name', (text) => {
	expect(() => parsePort(text)).toThrow(
		`--port: expected a whole number from 1 to 65535, got "${text}"`
	);
});

test('a port is optional', () => {
	expect(parsePort(undefined)).toBeUndefined();
	expect(parsePort('5000')).toBe(5000);
});

describe('selectStages', () => {
	const names = (...filter: string[]) => selectStages(filter).map(({ name }) => name);

	test('takes all without a filter', () => {
		expect(selectStages([])).toEqual(STAGES);
	});

	test('keeps the order of the stages, and adds what a stage needs', () => {
		expect(names('gpu', 'unit')).toEqual(['unit', 'gpu']);
		expect(names('e2e')).toEqual(['build', 'e2e']);
	});

	test('the firefox stage comes with the build, and counts its tests', () => {
		expect(names('firefox')).toEqual(['build', 'firefox']);
		expect(STAGES.find(({ name }) => name === 'firefox')?.tests).toBe('playwright');
	});

	test('refuses an unknown name', () => {
		expect(() => selectStages(['units'])).toThrow('got "units"');
	});
});

describe('reasonNotToRun', () => {
	const firefox = STAGES.find(({ name }) => name === 'firefox');
	const built = (failed: number) => [
		{ name: 'build', counts: { passed: 1 - failed, failed, quarantined: 0 } }
	];

	test('runs the firefox stage on a build, when both browsers are there', () => {
		expect(firefox && reasonNotToRun(firefox, built(0), new Map())).toBeUndefined();
	});

	test('names what failed before', () => {
		expect(firefox && reasonNotToRun(firefox, built(1), new Map())).toBe('build failed');
	});

	test('a missing browser keeps only those stages from running that need it', () => {
		const missing = new Map([[FIREFOX, 'no Firefox']]);
		const reasons = STAGES.map((stage) => reasonNotToRun(stage, built(0), missing));
		expect(reasons.filter((reason) => reason !== undefined)).toEqual(['no Firefox']);
		const withoutChromium = new Map([[CHROMIUM, 'no Chromium']]);
		expect(firefox && reasonNotToRun(firefox, [], withoutChromium)).toBe('no Chromium');
	});
});

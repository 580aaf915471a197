import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
	loaderEnvironment,
	softwareDriverEnvironment
} from '../../../src/launch/software-adapter.mjs';
import { temporaryFolder } from '../cli/lab-place.ts';

const isLinux = process.platform === 'linux';

test("the browser's software driver is named, beside the browser that the user chose", () => {
	const folder = temporaryFolder();
	const browser = join(folder, 'chrome');
	const manifest = join(folder, 'vk_swiftshader_icd.json');
	writeFileSync(browser, '');
	writeFileSync(manifest, '{}');
	expect(softwareDriverEnvironment({ CHROME_PATH: browser })).toEqual(
		isLinux ? { VK_ICD_FILENAMES: manifest } : {}
	);
});

test('a driver and a folder that the user named stay', () => {
	expect(softwareDriverEnvironment({ VK_ICD_FILENAMES: '/mine.json' })).toEqual({});
	expect(loaderEnvironment({ XDG_RUNTIME_DIR: '/run/user/1' })).not.toHaveProperty(
		'XDG_RUNTIME_DIR'
	);
});

test('Mesa is given a folder where there is none', () => {
	expect(loaderEnvironment({})['XDG_RUNTIME_DIR']).toBe(isLinux ? tmpdir() : undefined);
});

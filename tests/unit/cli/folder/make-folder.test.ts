import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../../../../src/cli/folder/make-folder.ts';
import { temporaryFolder } from '../lab-place.ts';

test('a folder is made with those above it, and one that is there is left', () => {
	const path = join(temporaryFolder(), 'a', 'b', 'c');
	makeFolder(path);
	makeFolder(path);
	expect(statSync(path).isDirectory()).toBe(true);
});

test('a file or a dangling link in its place or above it is an error', () => {
	const folder = temporaryFolder();
	writeFileSync(join(folder, 'file'), '');
	symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
	mkdirSync(join(folder, 'there'));
	expect(() => {
		makeFolder(join(folder, 'file'));
	}).toThrow('EEXIST');
	expect(() => {
		makeFolder(join(folder, 'file', 'below'));
	}).toThrow('ENOTDIR');
	expect(() => {
		makeFolder(join(folder, 'link'));
	}).toThrow('ENOENT');
});

// A recursive mkdir of Node 20.20 never returns here.
test.runIf(process.platform === 'linux')(
	'a folder that the system does not make is an error',
	() => {
		expect(() => {
			makeFolder('/proc/self/no-such-folder/below');
		}).toThrow('ENOENT');
	}
);

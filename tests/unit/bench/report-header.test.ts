import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isQuiet } from '../../bench/machine.ts';
import { describeSource, sourceLine } from '../../bench/source.ts';

const ROOT = join(import.meta.dirname, '../../..');
const HASH = '0123456789abcdef0123456789abcdef01234567';

test('one busy moment is enough not to be quiet', () => {
	const still = { when: 'at the start', percentOfCores: 2 };
	expect(isQuiet([still, still])).toBe(true);
	expect(isQuiet([still, { when: 'after rivals', percentOfCores: 40 }])).toBe(false);
});

test('a commit is named, and what differs from it is counted', () => {
	expect(sourceLine({ commit: HASH, changedFiles: [] })).toBe('commit 0123456789, clean');
	expect(sourceLine({ commit: HASH, changedFiles: ['README.md', 'src/x.ts'] })).toBe(
		'commit 0123456789, DIRTY: 2 changed files'
	);
});

test('the source of this checkout is found, and none elsewhere', () => {
	const source = describeSource(ROOT);
	expect(source.commit ?? HASH).toMatch(/^[0-9a-f]{40}$/);
	expect(describeSource(join(tmpdir(), 'no-such-folder'))).toEqual({
		commit: undefined,
		changedFiles: []
	});
});

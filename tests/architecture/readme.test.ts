import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { listFiles, readSource } from './source-files.ts';

const LINK = /\]\((?!https?:|#)([^)#\s]+)/g;
const README_LINES = 250;
const DOCS = listFiles('docs', '.md');

test.each([...DOCS, 'README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'])(
	'every relative link of %s leads to a file',
	(path) => {
		const links = [...readSource(path).matchAll(LINK)].map(([, link = '']) => link);
		const missing = links.filter((link) => !existsSync(join(dirname(path), link)));
		expect(missing).toEqual([]);
	}
);

test.each([...DOCS, 'README.md', 'ARCHITECTURE.md'])(
	'files that %s names in code exist',
	(path) => {
		const named = [...readSource(path).matchAll(/`((?:src|tests|e2e|shaders)\/[\w./-]+\.\w+)`/g)];
		const missing = named.map(([, file = '']) => file).filter((file) => !existsSync(file));
		expect(missing).toEqual([]);
		expect(readSource(path)).not.toMatch(/^[A-Z]{3,}_[A-Z]{3,}$/m);
	}
);

test('README is for users: it has fewer than 250 lines and no table of measurements', () => {
	const readme = readSource('README.md');
	expect(readme.split('\n').length).toBeLessThan(README_LINES);
	expect(readme).not.toMatch(/^\|.*\d (ms|steps\/s|GFLOP)\b/m);
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { seedHashes } from '../../support/seed-hashes.ts';

const golden: unknown = JSON.parse(
	readFileSync(new URL('../../golden/seeds.json', import.meta.url), 'utf8')
);

test('a seed means the same split and the same weights as ever', () => {
	expect(seedHashes()).toEqual(golden);
});

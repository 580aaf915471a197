import {
	appendFileSync,
	copyFileSync,
	readFileSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCheckpoint } from '../../../../src/lab-run/codec/checkpoint-codec.ts';
import { sha256 } from '../../../../src/cli/folder/digest.ts';
import { treeOf } from '../../../support/runs/tree-hash.ts';
import { lab, readBytes, readCsv, readText, temporaryFolder } from '../lab-place.ts';
import {
	copyOf,
	expectRefused,
	goOn,
	LAST,
	TIMEOUT_MS,
	TINY_LINK,
	tinyRuns
} from '../lab-tiny-runs.ts';

const EARLIER = fileURLToPath(new URL('../../../golden/run-of-7bfb6ab', import.meta.url));
const runs = tinyRuns();

const FILES = [
	...['checkpoint.safetensors', 'metrics.csv', 'split.json', 'run.json', 'init.safetensors'],
	...['final.safetensors', 'snapshots/step-0.safetensors', 'snapshots/step-3.safetensors']
];

/** Either resumes to the files of an undamaged run, or is refused and not changed. */
async function expectWholeOrRefused(folder: string): Promise<void> {
	const before = treeOf(folder);
	const finished = await goOn(folder);
	if (finished.code === 0) {
		for (const file of ['metrics.csv', 'final.safetensors', 'settled.csv', 'split.json']) {
			expect(readText(folder, file), file).toBe(readText(runs().whole, file));
		}
		return;
	}
	expectRefused(finished);
	expect(treeOf(folder)).toEqual(before);
}

function flip(path: string, share: number, bit: number): void {
	const bytes = readFileSync(path);
	const at = Math.min(bytes.length - 1, Math.floor(share * bytes.length));
	bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
	writeFileSync(path, bytes);
}

describe('a damaged folder is refused and left as it is, or makes no difference', () => {
	test(
		'whichever file of it is flipped, cut, gone, replaced or of another run',
		async () => {
			const damage: fc.Arbitrary<(path: string, name: string) => void> = fc.oneof(
				fc
					.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 7 }))
					.map(([share, bit]) => (path: string) => {
						flip(path, share, bit);
					}),
				fc.double({ min: 0, max: 0.99, noNaN: true }).map((share) => (path: string) => {
					truncateSync(path, Math.floor(share * statSync(path).size));
				}),
				fc.constant((path: string) => {
					rmSync(path);
				}),
				fc.constant((path: string, name: string) => {
					copyFileSync(join(runs().second, name), path);
				}),
				fc.uint8Array({ maxLength: 40 }).map((bytes) => (path: string) => {
					writeFileSync(path, bytes);
				}),
				fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => (path: string) => {
					appendFileSync(path, bytes);
				})
			);
			await fc.assert(
				fc.asyncProperty(fc.constantFrom(...FILES), damage, async (name, act) => {
					const folder = copyOf(runs().first);
					act(join(folder, name), name);
					await expectWholeOrRefused(folder);
				}),
				{ numRuns: 60 }
			);
		},
		TIMEOUT_MS
	);

	test(
		'every bit of its checkpoint and of the rows before it counts',
		async () => {
			const places = fc.tuple(
				fc.constantFrom('checkpoint.safetensors', 'metrics.csv', 'split.json'),
				fc.double({ min: 0, max: 0.8, noNaN: true }),
				fc.integer({ min: 0, max: 7 })
			);
			await fc.assert(
				fc.asyncProperty(places, async ([name, share, bit]) => {
					const folder = copyOf(runs().first);
					flip(join(folder, name), share, bit);
					const before = treeOf(folder);
					const refused = await goOn(folder);
					expect(refused.notices).toContain(name);
					expectRefused(refused);
					expect(treeOf(folder)).toEqual(before);
				}),
				{ numRuns: 40 }
			);
		},
		TIMEOUT_MS
	);

	test('snapshots of another run are not taken for its own', async () => {
		const folder = copyOf(runs().first);
		const stray = join(folder, 'snapshots/step-3.0.safetensors');
		copyFileSync(join(runs().second, 'snapshots/step-3.safetensors'), stray);
		await expectWholeOrRefused(folder);
		rmSync(join(folder, 'snapshots'), { recursive: true });
		const before = treeOf(folder);
		const refused = await goOn(folder);
		expect(refused.notices).toMatch(/step-0\.safetensors: .*\n[^]*step-5\.safetensors: /);
		expectRefused(refused);
		expect(treeOf(folder)).toEqual(before);
	});

	test('a torn row after the checkpoint is cut away as before', async () => {
		const folder = copyOf(runs().first);
		const rows = readText(folder, 'metrics.csv').split('\n');
		writeFileSync(join(folder, 'metrics.csv'), rows.join('\n').slice(0, -40));
		expect(await goOn(folder)).toMatchObject({ code: 0, notices: '' });
		expect(readText(folder, 'metrics.csv')).toBe(readText(runs().whole, 'metrics.csv'));
	});
});

describe('a folder of version 7bfb6ab, which wrote no digests', () => {
	test('goes on, says so once, and has digests from then on', async () => {
		const folder = copyOf(EARLIER);
		const finished = await goOn(folder);
		expect(finished.code).toBe(0);
		expect(finished.notices).toContain('has no digests (an earlier version or the page wrote it)');
		const args = ['run', TINY_LINK, '--backend', 'reference', '--steps', LAST, '--snapshots'];
		const out = join(temporaryFolder(), 'run');
		expect(await lab([...args, '--out', out])).toMatchObject({ code: 0 });
		const losses = (of: string) =>
			readCsv(of, 'metrics.csv').map((row) => Number(row['test_loss']));
		losses(folder).forEach((loss, i) => {
			expect(loss).toBeCloseTo(losses(out)[i] ?? NaN, 9);
		});
		const { digests } = decodeCheckpoint(readBytes(folder, 'checkpoint.safetensors'), sha256);
		expect(Object.keys(digests?.snapshots ?? {}).map(Number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
		const again = await lab(['run', '--resume', folder, '--steps', '8']);
		expect(again).toMatchObject({ code: 0, notices: '' });
	});
});

import { execFileSync } from 'node:child_process';
import {
	copyFileSync,
	cpSync,
	existsSync,
	linkSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { treeOf } from '../../../support/runs/tree-hash.ts';
import { lab, temporaryFolder, TOY_LINK, toyRun, type Finished } from '../lab-place.ts';

const TIMEOUT_MS = 60_000;
const REFERENCE = ['--backend', 'reference', '--steps', '2'];

/** Refused with messages of one line each that name the file or option. */
function expectRefused({ code, notices, printed }: Finished, ...words: readonly string[]): void {
	for (const word of words) expect(notices).toContain(word);
	expect(notices).not.toContain('\n    at ');
	expect({ code, printed }).toEqual({ code: 2, printed: '' });
}

/** A folder of a run with all kinds of files. */
let made: string;
beforeAll(async () => {
	made = join(mkdtempSync(join(tmpdir(), 'grokking-lab-')), 'run');
	const args = ['run', TOY_LINK, ...REFERENCE, '--snapshots', '--views', '--out', made];
	expect(await lab(args)).toMatchObject({ code: 0 });
	return () => {
		rmSync(join(made, '..'), { recursive: true });
	};
});
const copyOfMade = (): string => {
	const folder = join(temporaryFolder(), 'run');
	cpSync(made, folder, { recursive: true });
	return folder;
};

describe('a new run writes over nothing', () => {
	const NAMES = [
		...['metrics.csv', 'split.json', 'run.json', 'checkpoint.safetensors', 'snapshots'],
		...['init.safetensors', 'final.safetensors', 'init.3.safetensors', 'final.0.safetensors'],
		...['views.json', 'settled.csv', 'settled.json', 'views.12.json', 'settled.1.csv'],
		...['run.json.part', 'checkpoint.safetensors.part', 'split.json.part', 'METRICS.csv']
	];
	const KINDS: Readonly<Record<string, (path: string, aside: string) => void>> = {
		file: (path) => {
			writeFileSync(path, 'mine');
		},
		folder: (path) => {
			mkdirSync(path);
		},
		'hard link': (path, aside) => {
			linkSync(aside, path);
		},
		link: (path, aside) => {
			symlinkSync(aside, path);
		},
		'link to nothing': (path) => {
			symlinkSync('/nowhere/at/all', path);
		}
	};
	/** The same folder, written in other ways. */
	const SPELLINGS: readonly ((folder: string) => string)[] = [
		(folder) => folder,
		(folder) => `${folder}/`,
		(folder) => `${folder}/./`,
		(folder) => join(folder, '..') + `/../${basename(join(folder, '..'))}/${basename(folder)}`,
		(folder) => relative(process.cwd(), folder),
		(folder) => {
			symlinkSync(folder, `${folder}-link`);
			return `${folder}-link`;
		}
	];

	test(
		'whatever lies under one of its names, and however the folder is said',
		{ timeout: TIMEOUT_MS },
		async () => {
			const cases = fc.tuple(
				fc.constantFrom(...NAMES),
				fc.constantFrom(...Object.keys(KINDS)),
				fc.constantFrom(...SPELLINGS)
			);
			await fc.assert(
				fc.asyncProperty(cases, async ([name, kind, spell]) => {
					const outer = temporaryFolder();
					const folder = join(outer, 'out');
					mkdirSync(folder);
					writeFileSync(join(outer, 'aside'), 'mine too');
					KINDS[kind]?.(join(folder, name), join(outer, 'aside'));
					const said = spell(folder);
					const before = treeOf(outer);
					const refused = await lab(['run', TOY_LINK, ...REFERENCE, '--out', said]);
					expectRefused(refused, '--out', name, 'choose another folder');
					expect(treeOf(outer)).toEqual(before);
				}),
				{ numRuns: 80 }
			);
		}
	);

	test('its own inputs least of all', async () => {
		for (const [option, name] of [
			['--split', 'split.json'],
			['--init', 'init.safetensors'],
			['--init', 'final.safetensors']
		] as const) {
			const folder = temporaryFolder();
			copyFileSync(join(made, name), join(folder, name));
			const before = treeOf(folder);
			const input = join(folder, name);
			const args = ['run', TOY_LINK, ...REFERENCE, option, input, '--out', folder];
			expectRefused(await lab(args), '--out', input);
			expect(treeOf(folder)).toEqual(before);
		}
	});

	test('nor what lies under the name of its lock, unless that is a lock', async () => {
		for (const text of ['mine', '{"train_pairs": []}', '12\n\n', '-1\n']) {
			const folder = temporaryFolder();
			writeFileSync(join(folder, 'run.lock'), text);
			const before = treeOf(folder);
			const args = ['run', TOY_LINK, ...REFERENCE, '--out', folder];
			expectRefused(await lab(args), join(folder, 'run.lock'));
			expect(treeOf(folder)).toEqual(before);
		}
	});

	test('and files of other names do not matter to it', async () => {
		const folder = temporaryFolder();
		writeFileSync(join(folder, 'notes.txt'), 'mine');
		const args = ['run', TOY_LINK, ...REFERENCE, '--out', `${folder}/`];
		expect(await lab(args)).toMatchObject({ code: 0 });
		expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
	});
});

test.each(['x.run.json', 'x.weights.bin', 'x.run.json.part', 'x.weights.bin.part'])(
	'a recorded run writes over nothing: not %s',
	async (name) => {
		const outer = temporaryFolder();
		writeFileSync(join(outer, name), 'mine');
		const before = treeOf(outer);
		const refused = await lab(['record', made, '--out', join(outer, 'x.run.json')]);
		expectRefused(refused, '--out', join(outer, name));
		expect(treeOf(outer)).toEqual(before);
	}
);

test('after initial weights that are no good, neither command sends to the other', async () => {
	const wild = ['--set', 'lr=1000', '--set', 'weight_decay=1000'];
	const { folder } = await toyRun([...wild, '--steps', '1']);
	rmSync(join(folder, 'checkpoint.safetensors'));
	const again = await lab(['run', TOY_LINK, ...REFERENCE, '--out', folder]);
	expectRefused(again, 'holds a run already', 'choose another folder');
	expect(again.notices).not.toContain('--resume');
	const resumed = await lab(['run', '--resume', folder]);
	expectRefused(resumed, 'expected a folder with checkpoint', 'start it again in another folder');
});

describe('nothing is read, written or removed through what others put in a folder', () => {
	const WRITTEN = [
		...['metrics.csv', 'split.json', 'run.json', 'checkpoint.safetensors', 'run.lock'],
		...['init.safetensors', 'final.safetensors', 'settled.csv', 'settled.json', 'views.json'],
		...['snapshots/step-0.safetensors', 'snapshots/step-4.safetensors', 'snapshots'],
		...['run.json.part', 'checkpoint.safetensors.part', 'final.safetensors.part'],
		...['settled.csv.part', 'snapshots/step-3.safetensors.part']
	];
	const MAKERS: Readonly<Record<string, (path: string, outside: string) => void>> = {
		'a link to a file': (path, outside) => {
			symlinkSync(join(outside, 'file'), path);
		},
		'a link to nothing': (path, outside) => {
			symlinkSync(join(outside, 'new'), path);
		},
		'a link to a folder': (path, outside) => {
			symlinkSync(outside, path);
		},
		'a link to a device': (path) => {
			symlinkSync('/dev/zero', path);
		},
		'a pipe': (path) => {
			execFileSync('mkfifo', [path]);
		}
	};
	const cases = WRITTEN.flatMap((name) => Object.keys(MAKERS).map((kind) => [name, kind] as const));

	test.each(cases)('%s: %s', async (name, kind) => {
		const folder = copyOfMade();
		const outside = temporaryFolder();
		// With the right bytes, so that the only fault is the link.
		const own = join(folder, name);
		const isFile = existsSync(own) && name !== 'snapshots';
		if (isFile) copyFileSync(own, join(outside, 'file'));
		else writeFileSync(join(outside, 'file'), 'mine');
		if (name === 'snapshots') cpSync(own, outside, { recursive: true });
		rmSync(own, { recursive: true, force: true });
		MAKERS[kind]?.(own, outside);
		const before = [treeOf(folder), treeOf(outside)];
		const refused = await lab(['run', '--resume', folder, '--steps', '5']);
		expectRefused(refused, join(folder, name));
		expect([treeOf(folder), treeOf(outside)]).toEqual(before);
	});

	test('nor by record, which only reads', { timeout: TIMEOUT_MS }, async () => {
		const read = ['run.json', 'metrics.csv', 'checkpoint.safetensors', 'snapshots'];
		for (const name of [...read, 'snapshots/step-0.safetensors']) {
			for (const kind of Object.keys(MAKERS)) {
				const folder = copyOfMade();
				const outside = temporaryFolder();
				rmSync(join(folder, name), { recursive: true, force: true });
				MAKERS[kind]?.(join(folder, name), outside);
				const before = [treeOf(folder), treeOf(outside)];
				const refused = await lab(['record', folder, '--out', join(folder, 'x.run.json')]);
				expectRefused(refused, name.split('/')[0] ?? '');
				expect([treeOf(folder), treeOf(outside)]).toEqual(before);
			}
		}
	});

	test('not even by a second name of metrics.csv, which is written in place', async () => {
		const folder = copyOfMade();
		const outside = temporaryFolder();
		linkSync(join(folder, 'metrics.csv'), join(outside, 'file'));
		const before = [treeOf(folder), treeOf(outside)];
		const refused = await lab(['run', '--resume', folder, '--steps', '5']);
		expectRefused(refused, 'metrics.csv', 'hard links');
		expect([treeOf(folder), treeOf(outside)]).toEqual(before);
	});

	test('folders in the place of files are said, and stay', async () => {
		for (const name of ['metrics.csv', 'split.json', 'run.json', 'final.safetensors', 'run.lock']) {
			const folder = copyOfMade();
			rmSync(join(folder, name), { force: true });
			mkdirSync(join(folder, name));
			const before = treeOf(folder);
			const refused = await lab(['run', '--resume', folder, '--steps', '5']);
			expectRefused(refused, join(folder, name), 'a folder');
			expect(treeOf(folder)).toEqual(before);
		}
	});

	test('inputs may be links, but no pipes, devices or folders', async () => {
		const outer = temporaryFolder();
		execFileSync('mkfifo', [join(outer, 'pipe')]);
		symlinkSync(join(made, 'split.json'), join(outer, 'link'));
		for (const path of [join(outer, 'pipe'), '/dev/zero', outer]) {
			for (const option of ['--init', '--split']) {
				const refused = await toyRun([option, path]);
				expectRefused(refused, `${option} ${path}: expected a file that can be read`);
			}
		}
		expect(await toyRun(['--steps', '1', '--split', join(outer, 'link')])).toMatchObject({
			code: 0
		});
	});
});

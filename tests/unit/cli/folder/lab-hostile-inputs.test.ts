import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeSafetensors } from '../../../../src/engine/checkpoint/safetensors-codec.ts';
import { treeOf } from '../../../support/runs/tree-hash.ts';
import { lab, readText, temporaryFolder, toyRun } from '../lab-place.ts';
import { copyOf, expectRefused, expectSentences, TIMEOUT_MS, tinyRuns } from '../lab-tiny-runs.ts';

const runs = tinyRuns();

/** Texts with control characters of terminals, long texts, and arbitrary texts. */
const HOSTILE = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 200 }),
	fc.constantFrom(
		'\u001b[2J',
		'\u009b31m',
		'\u202egnp',
		'\r\n\r\n',
		'\0',
		'__proto__',
		'x'.repeat(1e6)
	),
	fc.string().map((text) => `\u001b]0;${text}\u0007`.repeat(500))
);

describe('no argument writes to the terminal, fills it, or ends in a stack', () => {
	test(
		'whatever stands where',
		async () => {
			const where = fc.constantFrom(
				...['--backend', '--formulation', '--init', '--split', '--replicas', '--set', '--steps'],
				...[
					'--evaluate-every',
					'--preset',
					'--at',
					'--bits',
					'--resume',
					'link',
					'command',
					'folder'
				]
			);
			await fc.assert(
				fc.asyncProperty(where, HOSTILE, async (place, text) => {
					const args: Readonly<Record<string, readonly string[]>> = {
						link: ['run', text],
						command: [text],
						folder: ['record', text],
						'--resume': ['run', '--resume', text]
					};
					// Nothing is trained without --out.
					const finished = await lab(args[place] ?? ['run', 'quick-mlp', place, text]);
					// A path is shown long enough to be known, twice, and each of its characters
					// may take six.
					expectSentences(finished.notices, 3100);
					expect(finished.code).toBe(2);
				}),
				{ numRuns: 300 }
			);
		},
		TIMEOUT_MS
	);

	test.each([
		['--replicas', '65535'],
		['--replicas', '1000000000'],
		['--set', 'p=4999']
	])(
		'a size beyond every memory: %s %s',
		async (option, value) => {
			const wide = ['--set', 'd_model=4096', '--set', 'd_mlp=16384'];
			const args = ['run', 'quick-start', '--backend', 'reference', '--steps', '0', ...wide];
			const out = join(temporaryFolder(), 'run');
			const refused = await lab([...args, option, value, '--out', out]);
			expectRefused(refused);
			expect(refused.notices).toMatch(/\(\d{12,} bytes\)|expected at most 65535/);
			expect(existsSync(join(out, 'metrics.csv'))).toBe(false);
		},
		TIMEOUT_MS
	);
});

describe('no file that is given does', () => {
	test('weights of a hundred thousand tensors with the names of other things', async () => {
		const path = join(temporaryFolder(), 'many.safetensors');
		const tensors = new Map(
			Array.from({ length: 100_000 }, (_, i) => [
				`\u001b[31m${String(i)}`,
				{ shape: [0], data: new Float32Array(0) }
			])
		);
		writeFileSync(path, encodeSafetensors({ tensors, metadata: {} }));
		expectRefused(await toyRun(['--init', path]));
	});

	test(
		'pairs that are any JSON, or nearly JSON',
		async () => {
			const path = join(temporaryFolder(), 'split.json');
			const wrapped = fc.oneof(
				fc.json(),
				fc.json().map((text) => `{"train_pairs": ${text}}`),
				fc.json().map((text) => `{"train_pairs": [[0, 1]], "test_pairs": [${text}]}`),
				fc.json().map((text) => `{"replicas": ${text}}`),
				HOSTILE,
				fc.constant(`${'['.repeat(1e5)}${']'.repeat(1e5)}`)
			);
			await fc.assert(
				fc.asyncProperty(wrapped, async (text) => {
					writeFileSync(path, text);
					expectRefused(await toyRun(['--split', path]));
				}),
				{ numRuns: 150 }
			);
		},
		TIMEOUT_MS
	);

	test(
		'a run card of which anything is anything else, given to record',
		async () => {
			const folder = copyOf(runs().first);
			const whole: unknown = JSON.parse(readText(folder, 'run.json'));
			const value = fc.oneof(fc.jsonValue(), HOSTILE, fc.constantFrom(null, -1, 1e300, {}, []));
			const keys = Object.keys(typeof whole === 'object' && whole !== null ? whole : {});
			const before = treeOf(join(folder, 'snapshots'));
			await fc.assert(
				fc.asyncProperty(fc.constantFrom(...keys), value, async (key, other) => {
					const card = { ...(typeof whole === 'object' ? whole : {}), [key]: other };
					writeFileSync(join(folder, 'run.json'), JSON.stringify(card));
					const file = join(folder, 'x.run.json');
					const finished = await lab(['record', folder, '--out', file], { interruptAt: 1 });
					// The arguments were accepted, and the run was interrupted while it measured.
					if (finished.code === 130) return;
					expectRefused(finished);
					expect(existsSync(file)).toBe(false);
				}),
				{ numRuns: 60 }
			);
			expect(treeOf(join(folder, 'snapshots'))).toEqual(before);
		},
		TIMEOUT_MS
	);

	test('versions that are null, as a card may have them', async () => {
		const folder = copyOf(runs().first);
		const card: unknown = JSON.parse(readText(folder, 'run.json'));
		const changed = { ...(typeof card === 'object' ? card : {}), versions: null, wall_seconds: -1 };
		writeFileSync(join(folder, 'run.json'), JSON.stringify(changed));
		const refused = await lab(['record', folder, '--out', join(folder, 'x.json')]);
		expect(refused.notices).toMatch(
			/^run\.json: wall_seconds: .*\nrun\.json: versions: expected an object, got null\n$/
		);
		expectRefused(refused);
	});

	test('cells of metrics.csv that are no numbers, and snapshots that are not its own', async () => {
		const folder = copyOf(runs().first);
		const csv = readText(folder, 'metrics.csv');
		const record = () => lab(['record', folder, '--out', join(folder, 'x.run.json')]);
		writeFileSync(join(folder, 'metrics.csv'), csv.replace(/\n2,/, '\n\u001b2,'));
		expectRefused(await record());
		writeFileSync(join(folder, 'metrics.csv'), csv);
		const name = 'snapshots/step-2.safetensors';
		copyFileSync(join(runs().second, name), join(folder, name));
		const refused = await record();
		expect(refused.notices).toContain(
			`${name}: expected the data that the checkpoint was saved with`
		);
		expectRefused(refused);
	});
});

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCard, readCsv, readText } from '../cli/lab-place.ts';
import { makeToyCopy, toyAdditions, type ToyCopy } from '../../support/toys/toy-copy.ts';

const TIMEOUT_MS = 60_000;
const STEPS = '30';
const BUILD_LAB =
	"import { buildLab } from './src/launch/build-lab.mjs'; process.stdout.write(await buildLab());";

const execute = promisify(execFile);
let copy: ToyCopy;
let lab: string;

/** Runs a program in the copy. @returns what it printed */
async function inCopy(...args: readonly string[]): Promise<string> {
	const { stdout } = await execute(process.execPath, args, { cwd: copy.folder });
	return stdout;
}

/** A run in float64 in the copy. @returns its folder */
async function run(name: string, ...args: readonly string[]): Promise<string> {
	const folder = join(copy.folder, 'runs', name);
	const options = ['--backend', 'reference', '--steps', STEPS, '--views', '--out', folder];
	await inCopy(lab, 'run', ...args, ...options);
	return folder;
}

beforeAll(async () => {
	copy = makeToyCopy();
	lab = await inCopy('--input-type=module', '--eval', BUILD_LAB);
}, TIMEOUT_MS);

afterAll(() => {
	copy.remove();
});

test('a toy of every kind is one new file, of an op its shader too, and one line in a registry', () => {
	const additions = toyAdditions();
	expect(additions.map(({ folder }) => folder).toSorted()).toEqual([
		'src/engine/constraints',
		'src/engine/filters',
		'src/engine/key-rules',
		'src/engine/losses',
		'src/engine/models',
		'src/engine/ops',
		'src/engine/optimizers',
		'src/engine/probes',
		'src/engine/tasks',
		'src/engine/views',
		'src/presets'
	]);
	const expected = additions.flatMap(({ folder, files, line }) => [
		...files.map((path) => ({ path, added: '' })),
		{ path: `${folder}/registry.ts`, added: line }
	]);
	const byPath = (one: { readonly path: string }, other: { readonly path: string }) =>
		one.path < other.path ? -1 : 1;
	expect(copy.changes().toSorted(byPath)).toEqual(expected.toSorted(byPath));
	for (const { folder, files } of additions) {
		expect(files).toHaveLength(folder.endsWith('/ops') ? 2 : 1);
	}
});

test.each(['worker', 'cli'])('types of src/%s hold with all toys', async (room) => {
	const compiler = join('node_modules', '@typescript', 'native', 'bin', 'tsc');
	expect(await inCopy(compiler, '-p', `src/${room}`)).toBe('');
});

describe('a run of the toy preset in the headless lab', () => {
	let folder: string;
	beforeAll(async () => {
		folder = await run('preset', 'toy-reversal');
	}, TIMEOUT_MS);

	test('learns, with the columns of the groups of its task and of its probe', () => {
		const rows = readCsv(folder, 'metrics.csv');
		const [first, last] = [rows[0] ?? {}, rows.at(-1) ?? {}];
		for (const column of [
			...['repeating_loss', 'repeating_accuracy', 'distinct_loss', 'distinct_accuracy'],
			...['longest_tensor', 'longest_tensor:blocks.1.mlp.W_in', 'hidden_lr']
		]) {
			expect(Number(first[column] ?? NaN), column).not.toBeNaN();
			expect(Number.isFinite(Number(last[column])), column).toBe(true);
		}
		expect(Number(last['train_loss'])).toBeLessThan(Number(first['train_loss']) / 2);
		expect(Number(last['distinct_accuracy'])).toBeGreaterThan(0.5);
	});

	test('has the view of the toy in views.json', () => {
		const views: unknown = JSON.parse(readText(folder, 'views.json'));
		expect(views).toMatchObject({
			views: { 'position-accuracy': { parts: [{ kind: 'grid', rows: 2, columns: 3 }] } }
		});
	});

	test('names all of it in its run card, and in a link that reads back as the same run', async () => {
		const { link, config } = readCard(folder);
		expect(config).toMatchObject({
			...{ task: 'reversed-sequence', model: 'two-layer-mlp', loss: 'capped-squares' },
			...{ optimizer: 'sgd-by-kind', key_frequency_rule: 'strongest-two' },
			...{ sequence_length: 3, token_width: 6, hidden_lr: 1, measure_weight_size: true }
		});
		const again = await run('again', String(link));
		expect(readCard(again)).toMatchObject({ link, config });
		expect(readText(again, 'metrics.csv')).toBe(readText(folder, 'metrics.csv'));
	});
});

test('loss, update rules, probe and key rule of the toys go with a task and a model that were there', async () => {
	const folder = await run(
		'mixed',
		'v=1&preset=quick-mlp&p=11&d_mlp=16&loss=capped-squares&optimizer=sgd-by-kind&filter=halved-gradient&constraint=shrinking-weights&key_frequency_rule=strongest-two'
	);
	const views: unknown = JSON.parse(readText(folder, 'views.json'));
	const number: unknown = expect.any(Number);
	expect(views).toMatchObject({ key_frequencies: [number, number] });
	const last = readCsv(folder, 'metrics.csv').at(-1) ?? {};
	expect(readCard(folder).config).toMatchObject({
		...{ filter: 'halved-gradient', constraint: 'shrinking-weights' },
		...{ gradient_share: 0.5, weight_shrinkage: 1e-4 }
	});
	for (const column of ['restricted_loss', 'longest_tensor', 'gradient_share']) {
		expect(Number(last[column] ?? NaN), column).toBeGreaterThan(0);
	}
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readLink } from '../../../src/cli/arguments/read-config.ts';
import { sha256 } from '../../../src/cli/folder/digest.ts';
import type { RunFiles } from '../../../src/lab-run/codec/run-files.ts';
import { readStoredRun } from '../../../src/lab-run/stored-run.ts';
import { toyRun } from '../cli/lab-place.ts';

type Files = Map<string, Uint8Array>;

const textOf = (files: Files, name: string): string => new TextDecoder().decode(files.get(name));

/** All files of a folder and its subfolders. */
const filesOf = (folder: string): Files =>
	new Map(
		readdirSync(folder, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map(({ parentPath, name }) => {
				const path = join(parentPath, name);
				return [path.slice(folder.length + 1), new Uint8Array(readFileSync(path))];
			})
	);
const golden = (name: string): Files =>
	filesOf(fileURLToPath(new URL(`../../golden/${name}`, import.meta.url)));

/** As the library of a browser would give them: later, and without a folder. */
const inMemory = (files: Files): RunFiles => ({
	list: () => Promise.resolve([...files.keys()]),
	read: (name) => Promise.resolve(files.get(name) ?? new Uint8Array(0))
});
const readRun = (files: Files) =>
	readStoredRun(inMemory(files), {
		digest: sha256,
		readConfig: (link) => readLink(link).config
	});

const replicaOf = ({ replicas }: Awaited<ReturnType<typeof readRun>>, r: number) => {
	const replica = replicas[r];
	if (replica === undefined) throw new Error(`expected a replica ${String(r)}, got none`);
	return replica;
};

test('a run of 7bfb6ab, without digests, settled measures and views, is read whole', async () => {
	const run = await readRun(golden('run-of-7bfb6ab'));
	expect(run.card).toMatchObject({ status: 'done', step: 3 });
	expect(run.checkpoint?.state.step).toBe(3);
	expect(run.splits?.[0]?.train).toHaveLength(15);
	expect(run.replicas).toHaveLength(1);
	const { evaluations, settled, views, weights } = replicaOf(run, 0);
	expect([...evaluations.step]).toEqual([0, 1, 2, 3]);
	expect({ settled, views }).toEqual({ settled: undefined, views: undefined });
	expect(weights.map(({ step }) => step)).toEqual([0, 1, 2, 3]);
	expect(await weights[0]?.read()).not.toEqual(await weights[3]?.read());
});

describe.each([0, 1])('a run of f0c2d80 is read whole: replica %i', (r) => {
	const files = golden('run-of-f0c2d80');

	test('settled measures, which are of the weights that were evaluated', async () => {
		const { settled, evaluations } = replicaOf(await readRun(files), r);
		const rows = textOf(files, `settled.${String(r)}.csv`)
			.trimEnd()
			.split('\n')
			.slice(1);
		const { step, columns, vectors } = settled?.measures ?? {};
		expect(step).toHaveLength(rows.length);
		expect(columns?.['test_loss']?.[3]).toBe(Number(rows[3]?.split(',')[3]));
		expect(evaluations.columns['test_loss']).toEqual(columns?.['test_loss']);
		expect(Object.keys(evaluations.columns)).not.toContain('weight_decay');
		const lengths = vectors?.['embedding-spectrum']?.map(({ length }) => length);
		expect(lengths).toEqual([2, 2, 2, 2]);
	});

	test('views with the numbers of their parts', async () => {
		const { views } = replicaOf(await readRun(files), r);
		expect(views?.step).toBe(3);
		const json = textOf(files, `views.${String(r)}.json`);
		const parts = views?.views.flatMap(({ pictures }) => pictures[0]?.parts ?? []) ?? [];
		expect(views?.views.map(({ id }) => json.includes(`"${id}": {`))).not.toContain(false);
		expect(parts).toHaveLength(json.match(/^\t{5}"kind": "/gm)?.length ?? -1);
		const grids = parts.flatMap((part) => (part.kind === 'grid' ? [part] : []));
		expect(grids.length).toBeGreaterThan(2);
		for (const grid of grids) expect(grid.values).toHaveLength(grid.rows * grid.columns);
	});

	test('weights of each step', async () => {
		const run = await readRun(files);
		const [own, other] = [replicaOf(run, r), replicaOf(run, 1 - r)];
		const last = await own.weights[3]?.read();
		expect(last).toHaveLength((await own.weights[0]?.read())?.length ?? -1);
		expect(last).not.toEqual(await other.weights[3]?.read());
	});
});

test('a run of today is read whole', async () => {
	const { folder } = await toyRun(['--steps', '10', '--snapshots', '--views']);
	const { card, spec, replicas, splits } = await readRun(filesOf(folder));
	expect(card.step).toBe(10);
	expect(splits).toHaveLength(spec.replicas.length);
	expect(replicas[0]?.evaluations.step.at(-1)).toBe(10);
	expect(replicas[0]?.settled?.measures.step.at(-1)).toBe(10);
	expect(replicas[0]?.views?.views.length).toBeGreaterThan(5);
	for (const weights of replicas[0]?.weights ?? []) await weights.read();
});

describe('a part that cannot be used is named', () => {
	const changedBy = (name: string, change: (text: string) => string): Files => {
		const files = golden('run-of-f0c2d80');
		return files.set(name, new TextEncoder().encode(change(textOf(files, name))));
	};
	const without = (name: string): Files => {
		const files = golden('run-of-f0c2d80');
		files.delete(name);
		return files;
	};
	const newer = (text: string) => text.replace(/("format": "grokking-lab \w+) 1"/, '$1 99"');

	test.each([
		['no card', without('run.json'), 'run.json: expected a file of the run, got none'],
		['no metrics', without('metrics.csv'), 'metrics.csv: expected a file of the run, got none'],
		['half of settled', without('settled.1.json'), 'settled.1.json: expected a file of the run'],
		[
			'newer card',
			changedBy('run.json', newer),
			'run.json: format: expected "grokking-lab run 2" or "grokking-lab run 1"'
		],
		[
			'newer views',
			changedBy('views.1.json', newer),
			'views.1.json: format: expected "grokking-lab views 1", got "grokking-lab views 99", which a newer version of Grokking Lab wrote'
		],
		[
			'newer settled',
			changedBy('settled.0.json', newer),
			'settled.0.json: format: expected "grokking-lab settled 1", got "grokking-lab settled 99"'
		],
		[
			'metrics of another run',
			changedBy('metrics.csv', (text) => text.replace('1.83', '1.84')),
			'metrics.csv: rows before step 3: expected the data that the checkpoint was saved with'
		],
		[
			'split of another run',
			changedBy('split.json', (text) => text.replace('{ "replicas"', '{"replicas"')),
			'split.json: expected the data that the checkpoint was saved with'
		],
		[
			'a settled cell',
			changedBy('settled.1.csv', (text) => text.replace('\n1,', '\n1,x')),
			'settled.1.csv: "train_loss": expected a number in row 1, got "x'
		],
		[
			'a part of a view',
			changedBy('views.0.json', (text) => text.replace('"kind": "grid"', '"kind": "film"')),
			'expected an object whose kind is one of grid, bars, points, lines, dial, dots, table'
		]
	])('%s', async (_, files, sentence) => {
		await expect(readRun(files)).rejects.toThrow(sentence);
	});

	test('several at once, and weights when they are read', async () => {
		const files = changedBy('views.1.json', newer);
		files.delete('settled.0.csv');
		await expect(readRun(files)).rejects.toThrow(/settled\.0\.csv: .*; views\.1\.json: /);

		const damaged = golden('run-of-f0c2d80');
		const [name, other] = ['snapshots/step-2.1.safetensors', 'snapshots/step-1.1.safetensors'];
		const bytes = damaged.get(name)?.slice() ?? new Uint8Array(0);
		bytes[bytes.length - 1] = 1 + (bytes.at(-1) ?? 0);
		const run = await readRun(damaged.set(name, bytes));
		await expect(run.replicas[1]?.weights[2]?.read()).rejects.toThrow(`${name}: sha256: `);
		damaged.set(name, damaged.get(other) ?? bytes);
		await expect(run.replicas[1]?.weights[2]?.read()).rejects.toThrow(
			`${name}: expected weights of step 2, got those of 1`
		);
	});
});

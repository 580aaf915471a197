import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sha256 } from '../../../src/cli/folder/digest.ts';
import { decodeCheckpoint } from '../../../src/lab-run/codec/checkpoint-codec.ts';
import { decodeRunCard } from '../../../src/lab-run/codec/run-card-codec.ts';

const bytesOf = (folder: string, file: string): Uint8Array =>
	readFileSync(join(fileURLToPath(new URL(`../../golden/${folder}`, import.meta.url)), file));
const cardOf = (folder: string) =>
	decodeRunCard(new TextDecoder().decode(bytesOf(folder, 'run.json')));
const checkpointOf = (folder: string) =>
	decodeCheckpoint(bytesOf(folder, 'checkpoint.safetensors'), sha256);

test('card and checkpoint of 7bfb6ab, which had no digests and no lost grokking', () => {
	const { record, state, digests } = checkpointOf('run-of-7bfb6ab');
	expect(state.step).toBe(3);
	expect(digests).toBeUndefined();
	expect(record).toMatchObject({ replicas: 1, views: false, snapshots: true });
	const card = cardOf('run-of-7bfb6ab');
	expect(card).toMatchObject({ status: 'done', replicas: 1, step: 3, link: record.link });
	expect(card.runs[0]?.transitions).toMatchObject({ losses: [], loss_count: 0 });
});

test('card and checkpoint of f0c2d80, with digests and two replicas', () => {
	const { record, state, digests } = checkpointOf('run-of-f0c2d80');
	expect(state.step).toBe(3);
	expect(record).toMatchObject({ replicas: 2, views: true, snapshots: true });
	expect(Object.keys(digests?.snapshots ?? {})).toEqual(['0', '1', '2', '3']);
	expect(digests?.files['split.json']).toBe(sha256(bytesOf('run-of-f0c2d80', 'split.json')));
	const card = cardOf('run-of-f0c2d80');
	expect(card).toMatchObject({ train_examples: 15, examples: 25 });
	expect(card.runs.map(({ seed_init }) => seed_init)).toEqual([0, 1]);
});

test('a card of a newer version is refused in one sentence', () => {
	const json = new TextDecoder().decode(bytesOf('run-of-f0c2d80', 'run.json'));
	expect(() => decodeRunCard(json.replace('grokking-lab run 1', 'grokking-lab run 9'))).toThrow(
		'run.json: format: expected "grokking-lab run 2" or "grokking-lab run 1", got "grokking-lab run 9", which a newer version of Grokking Lab wrote'
	);
});

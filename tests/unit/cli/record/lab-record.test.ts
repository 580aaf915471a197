import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveRun } from '../../../../src/config/resolve.ts';
import { readLink } from '../../../../src/cli/arguments/read-config.ts';
import { flatParameters } from '../../../../src/engine/checkpoint/flat-parameters.ts';
import { decodeSafetensors } from '../../../../src/engine/checkpoint/safetensors-codec.ts';
import { buildRun } from '../../../../src/engine/trainer/build/build-run.ts';
import { decodeRecordedRun } from '../../../../src/lab-run/codec/recorded-run-codec.ts';
import { toSnapshots } from '../../../../src/lab-run/codec/recorded-run.ts';
import { GOLDEN } from '../lab-golden.ts';
import {
	lab,
	readBytes,
	readCard,
	readCsv,
	readText,
	temporaryFolder,
	TOY_LINK,
	toyRun
} from '../lab-place.ts';

const KEYS = ['--set', 'key_frequency_rule=given', '--set', 'key_frequencies=3,1'];
const snapshotRun = (steps: string) => toyRun(['--steps', steps, '--snapshots', ...KEYS]);
/** Six significant digits are kept. */
const KEPT = 1e-5;

async function record(folder: string, ...more: readonly string[]) {
	const file = join(temporaryFolder(), 'made', 'x.run.json');
	const finished = await lab(['record', folder, '--out', file, ...more]);
	return { ...finished, file };
}

async function recordedRunOf(folder: string, ...more: readonly string[]) {
	const { code, notices, printed, file } = await record(folder, ...more);
	expect({ code, notices }).toEqual({ code: 0, notices: '' });
	const packed = new Uint8Array(readFileSync(file.replace('.run.json', '.weights.bin')));
	return { printed, recording: decodeRecordedRun(readFileSync(file, 'utf8')), packed };
}

describe('a recording', () => {
	test('holds the card, the evaluations and the settled measures of its run', async () => {
		const { folder } = await snapshotRun('200');
		const { recording, printed } = await recordedRunOf(folder);
		const { card, evaluations, settled, weights } = recording;
		const { link, versions, config } = readCard(folder);
		expect(card).toMatchObject({ link, versions, config, backend: 'reference', steps: 200 });
		expect(card.seeds).toEqual({ split: 0, init: 0 });
		expect(card.transitions.memorized).toEqual({ after: 140, by: 145 });
		expect(card.transitions.grokked).toBeUndefined();

		const measured = readCsv(folder, 'metrics.csv').filter((row) => row['test_loss'] !== '');
		expect([...evaluations.step]).toEqual(measured.map(({ step }) => Number(step)));
		measured.forEach((row, i) => {
			const [got = NaN, wanted] = [evaluations.columns['test_loss']?.[i], Number(row['test_loss'])];
			expect(Math.abs(got / wanted - 1)).toBeLessThan(KEPT);
		});

		expect(settled.keyFrequencies).toEqual([3, 1]);
		const rows = readCsv(folder, 'settled.csv');
		expect([...settled.step]).toEqual(rows.map(({ step }) => Number(step)));
		rows.forEach((row, i) => {
			const [got = NaN, wanted] = [
				settled.columns['excluded_loss']?.[i],
				Number(row['excluded_loss'])
			];
			expect(Math.abs(got / wanted - 1)).toBeLessThan(KEPT);
		});
		expect(settled.vectors['embedding-spectrum']?.at(-1)).toHaveLength(3);
		expect(weights.snapshots).toHaveLength(11);
		expect(printed).toContain('11 weights of 10 bits');
		expect(printed).toMatch(/step 145: train loss [\d.e+-]+ -> [\d.e+-]+ \(-?[\d.]+ %\)/);
	});

	test('holds the weights that were asked for, and says what quantising did to their losses', async () => {
		const { folder } = await snapshotRun('60');
		const { recording, packed } = await recordedRunOf(folder, '--at', '60,20', '--bits', '16');
		const { weights, settled } = recording;
		expect(weights.snapshots.map(({ step }) => step)).toEqual([20, 60]);
		const { plan } = buildRun(resolveRun(readLink(TOY_LINK).config));
		for (const { step, weights: flat } of toSnapshots(weights, packed, plan)) {
			const { tensors } = decodeSafetensors(
				readBytes(folder, `snapshots/step-${String(step)}.safetensors`)
			);
			const exact = flatParameters(plan.parameters, plan.parameterElements, tensors);
			const largest = exact.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
			flat.forEach((value, i) => {
				// Half of the 2^15 - 1 steps to the largest of a row, and float32's rounding.
				expect(Math.abs(value - (exact[i] ?? NaN))).toBeLessThan((0.51 * largest) / 32_767);
			});
		}
		for (const { step, losses } of weights.snapshots) {
			const at = settled.step.indexOf(step);
			expect(losses.original.test).toBe(settled.columns['test_loss']?.[at]);
			expect(Math.abs(losses.quantized.test / losses.original.test - 1)).toBeLessThan(1e-3);
		}
		const coarse = await recordedRunOf(folder, '--at', '60', '--bits', '2');
		const [worst] = coarse.recording.weights.snapshots;
		const { original, quantized } = worst?.losses ?? {};
		expect(Math.abs((quantized?.train ?? NaN) / (original?.train ?? NaN) - 1)).toBeGreaterThan(
			0.01
		);
	});

	test('has the events of its run', async () => {
		const { folder } = await snapshotRun('20');
		const resumed = await lab(['run', '--resume', folder, '--steps', '30']);
		expect(resumed).toMatchObject({ code: 0 });
		const { recording } = await recordedRunOf(folder);
		expect(recording.card.events).toEqual([{ kind: 'resumed', step: 20 }]);
	});

	test('is made of any folder with snapshots, whatever was measured while it ran', async () => {
		const { folder } = await snapshotRun('30');
		const checkpoint = 'checkpoint.safetensors';
		for (const name of [
			'settled.csv',
			'settled.json',
			'snapshots/step-0.safetensors',
			checkpoint
		]) {
			rmSync(join(folder, name));
		}
		// metrics.csv from before there were measures, with its last line cut; no checkpoint has a
		// digest of it.
		const names = 9;
		const lines = readText(folder, 'metrics.csv').trimEnd().split('\n');
		const short = lines.map((line) => line.split(',').slice(0, names).join(','));
		writeFileSync(join(folder, 'metrics.csv'), short.join('\n').slice(0, -3));
		const { recording } = await recordedRunOf(folder);
		const { settled, evaluations } = recording;
		expect(settled.step[0]).toBe(0);
		expect(settled.step.at(-1)).toBe(30);
		expect(settled.columns['excluded_loss']?.every(Number.isFinite)).toBe(true);
		expect(evaluations.step.at(-1)).toBe(25);
	});

	test('is refused of rows or a card that are not those of the checkpoint beside them', async () => {
		const { folder } = await snapshotRun('20');
		const metrics = readText(folder, 'metrics.csv');
		const lines = metrics.split('\n');
		const cells = (lines[7] ?? '').split(',');
		cells[3] = '912.5';
		lines[7] = cells.join(',');
		writeFileSync(join(folder, 'metrics.csv'), lines.join('\n'));
		const mixedRows = await record(folder);
		expect(mixedRows.code).toBe(2);
		expect(mixedRows.notices).toContain(
			'metrics.csv: rows before step 20: expected the data that the checkpoint was saved with'
		);
		writeFileSync(join(folder, 'metrics.csv'), metrics);
		const card = readText(folder, 'run.json');
		writeFileSync(join(folder, 'run.json'), card.replace('&lr=0.01', '&lr=0.02'));
		const otherCard = await record(folder);
		expect(otherCard.code).toBe(2);
		expect(otherCard.notices).toContain(
			'run.json: expected the card of the run in the checkpoint, got that of another'
		);
	});

	test('is refused with a reason, and nothing is written', async () => {
		const { folder } = await snapshotRun('20');
		const refused = async (words: string, from: string, ...more: readonly string[]) => {
			const { code, notices, file } = await record(from, ...more);
			expect(notices).toContain(words);
			expect(code).toBe(2);
			expect(existsSync(file)).toBe(false);
		};
		await refused('got 7777 (the nearest are 20)', folder, '--at', '0,7777');
		await refused('--preset: expected one of ', folder, '--preset', 'quick-mlp-2');
		await refused('record: expected the folder of a run, got ', temporaryFolder());
		const [weights, other] = ['step-15', 'step-20'].map((name) =>
			join(folder, 'snapshots', `${name}.safetensors`)
		);
		copyFileSync(weights ?? '', other ?? '');
		await refused('step-20.safetensors: expected weights of step 20, got those of 15', folder);
		const plain = await toyRun(['--steps', '1']);
		await refused('expected snapshots/step-<N>.safetensors, found none', plain.folder);
		const two = await toyRun(['--steps', '1', '--replicas', '2']);
		const asked = `--replica: expected one of 0 to 1, the replicas of ${two.folder}, got none`;
		await refused(asked, two.folder);
		await refused('--replica: expected a whole number from 0 to 1', two.folder, '--replica', '2');
		await refused('from 0 to 0', plain.folder, '--replica', '1');
		await refused(
			'--replica: expected a whole number from 0, got "x"',
			two.folder,
			'--replica',
			'x'
		);
		const given = await toyRun(['--steps', '1', '--split', GOLDEN]);
		await refused('expected a run whose split comes from its seed', given.folder);
		writeFileSync(join(plain.folder, 'run.json'), '{"split": 3}');
		await refused(
			'run.json: format: expected "grokking-lab run 2" or "grokking-lab run 1", got nothing',
			plain.folder
		);
		const damaged = '{"format": "grokking-lab run 1", "runs": [{}], "split": 3}';
		writeFileSync(join(plain.folder, 'run.json'), damaged);
		await refused('run.json: split: expected a text, got 3', plain.folder);
	});

	test.each([
		['seeds', ['--replicas', '2'], '--set seed=1'],
		['a varied parameter', ['--vary', 'weight_decay=0.5,0.25'], '--set weight_decay=0.25']
	])(
		'of one of several replicas, by %s, is that of the run that its link gives alone',
		async (_, several, alone) => {
			const options = ['--steps', '20', '--snapshots', ...KEYS];
			const all = await toyRun([...options, ...several]);
			const one = await toyRun([...options, ...alone.split(' ')]);
			const replica = await recordedRunOf(all.folder, '--replica', '1');
			const own = await recordedRunOf(one.folder, '--replica', '0');
			const { startedAt, wallSeconds, stepsPerSecond, ...card } = own.recording.card;
			expect([startedAt, wallSeconds, stepsPerSecond]).not.toContain(undefined);
			expect(replica.recording).toMatchObject({ ...own.recording, card });
			expect(replica.packed).toEqual(own.packed);
		}
	);

	test('that is interrupted ends with the code of the signal', async () => {
		const { folder } = await snapshotRun('20');
		const file = join(temporaryFolder(), 'x.run.json');
		const cut = await lab(['record', folder, '--out', file], { interruptAt: 3 });
		expect(cut).toMatchObject({ code: 130, printed: '' });
		expect(existsSync(file)).toBe(false);
	});
});

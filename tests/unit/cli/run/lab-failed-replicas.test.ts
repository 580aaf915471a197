import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { metadataOf, rewriteAsEarlier } from '../lab-checkpoints.ts';
import { lab, readCard, readCsv, readText, toyRun } from '../lab-place.ts';

/** Every update multiplies the weights of replica 1 by 1 - 1e6. */
const WILD = [
	...['--set', 'lr=1000', '--set', 'warmup_steps=3'],
	...['--vary', 'weight_decay=0.001,1000,0']
];
const CALM = ['--set', 'lr=1000', '--set', 'warmup_steps=3', '--set', 'weight_decay=0.001'];
const FAILED = 1;

/** Rows of a replica, without its column. */
const rowsOf = (folder: string, wanted: number) =>
	readCsv(folder, 'metrics.csv').flatMap(({ replica, ...row }) =>
		replica === String(wanted) ? [row] : []
	);

describe('a replica that fails', () => {
	test('ends at its step with what the run alone has, and the others go on', async () => {
		const options = ['--steps', '60', '--snapshots', '--views'];
		const all = await toyRun([...WILD, ...options]);
		expect(all).toMatchObject({ code: 0, notices: '' });
		const own = rowsOf(all.folder, FAILED);
		const step = own.length - 1;
		expect(step).toBeLessThan(59);
		expect(own.at(-1)?.['train_loss']).toMatch(/NaN|Infinity/);
		const alone = await toyRun([...CALM, '--set', 'weight_decay=1000', '--steps', '60']);
		expect(alone.code).toBe(4);
		expect(own).toEqual(readCsv(alone.folder, 'metrics.csv'));
		const calm = await toyRun([...CALM, '--steps', '60']);
		expect(rowsOf(all.folder, 0)).toEqual(readCsv(calm.folder, 'metrics.csv'));
		const card = readCard(all.folder);
		expect(card).toMatchObject({
			status: 'done',
			runs: [{}, { failed_at: step }, {}],
			events: [{ kind: 'non-finite-loss', step, replica: FAILED }]
		});
		expect(JSON.stringify(card['runs']).match(/failed_at/g)).toHaveLength(1);
		expect(all.printed).toContain(`; failed at step ${String(step)}, where`);
		const files = readdirSync(all.folder);
		for (const name of ['final', 'views']) {
			expect(files.filter((file) => file.startsWith(`${name}.`))).toHaveLength(2);
		}
		const settled = readCsv(all.folder, 'settled.1.csv').map((row) => Number(row['step']));
		expect(settled.at(-1)).toBeLessThan(step);
		const kept = readdirSync(join(all.folder, 'snapshots')).filter((name) =>
			name.endsWith('.1.safetensors')
		);
		expect(kept.map((name) => Number(/\d+/.exec(name)?.[0])).every((at) => at <= step)).toBe(true);
	});

	test.each([3, 9, 14])(
		'is the same in a run that was interrupted at question %i',
		async (interruptAt) => {
			const options = [...WILD, '--steps', '60', '--snapshots'];
			const whole = await toyRun(options);
			const cut = await toyRun(options, { interruptAt });
			expect(cut.code).toBe(130);
			expect(await lab(['run', '--resume', cut.folder])).toMatchObject({ code: 0, notices: '' });
			for (const file of ['metrics.csv', 'final.0.safetensors', 'settled.1.csv']) {
				expect(readText(cut.folder, file)).toBe(readText(whole.folder, file));
			}
			expect(readCard(cut.folder)['runs']).toEqual(readCard(whole.folder)['runs']);
			expect(readdirSync(join(cut.folder, 'snapshots'))).toEqual(
				readdirSync(join(whole.folder, 'snapshots'))
			);
		}
	);

	test('at the end of the budget is found there, and stays out when the run is resumed', async () => {
		const whole = await toyRun([...WILD, '--steps', '60']);
		const bad = rowsOf(whole.folder, FAILED).length - 1;
		const exact = await toyRun([...WILD, '--steps', String(bad)]);
		expect(exact.code).toBe(0);
		expect(readCard(exact.folder)).toMatchObject({ runs: [{}, { failed_at: bad }, {}] });
		const resumed = await lab(['run', '--resume', exact.folder, '--steps', '60']);
		expect(resumed.code).toBe(0);
		expect(rowsOf(exact.folder, FAILED)).toHaveLength(bad + 1);
		expect(rowsOf(exact.folder, 2)).toEqual(rowsOf(whole.folder, 2));
		const again = await lab(['run', '--resume', exact.folder, '--steps', '70']);
		expect(again.code).toBe(0);
	});

	test('as the last one ends the run, without final weights', async () => {
		const { code, notices, folder } = await toyRun([
			...['--set', 'lr=1000', '--set', 'warmup_steps=3', '--vary', 'weight_decay=1000,900'],
			...['--steps', '60', '--snapshots']
		]);
		expect(code).toBe(4);
		expect(notices).toMatch(/^all 2 replicas have failed, the last one at step \d+: /);
		expect(notices).toContain('No replica has final weights');
		expect(readCard(folder)).toMatchObject({ status: 'non-finite-loss' });
		expect(readdirSync(folder).filter((name) => name.startsWith('final'))).toEqual([]);
	});
});

test.each([
	['[{"replica":3,"step":1}]', 'got {"replica":3,"step":1}'],
	['[{"replica":1,"step":9}]', 'got {"replica":1,"step":9}'],
	['[{"replica":1,"step":1},{"replica":1,"step":2}]', 'got {"replica":1,"step":2}'],
	['[{"replica":1}]', 'failures'],
	['no', 'failures']
])('a checkpoint whose failures no run can have is refused: %s', async (failures, sentence) => {
	const { folder } = await toyRun(['--steps', '3', '--vary', 'seed=0..2']);
	rewriteAsEarlier(folder, { metadata: { failures } });
	const { code, notices } = await lab(['run', '--resume', folder, '--steps', '5']);
	expect(code).toBe(2);
	expect(notices).toContain('checkpoint.safetensors: ');
	expect(notices).toContain(sentence);
});

test('a checkpoint with what differs in another number of replicas is refused', async () => {
	const { folder } = await toyRun(['--steps', '3', '--vary', 'seed=0..2']);
	const run = JSON.stringify({
		...JSON.parse(metadataOf(folder)['run'] ?? ''),
		varied: [{ seed: 1 }]
	});
	rewriteAsEarlier(folder, { metadata: { run } });
	const { code, notices } = await lab(['run', '--resume', folder, '--steps', '5']);
	expect(code).toBe(2);
	expect(notices).toContain(
		'run: varied: expected what differs in each of 3 replicas, got 1 entries'
	);
});

test('a checkpoint whose replicas differ in what they must share is refused', async () => {
	const { folder } = await toyRun(['--steps', '3', '--vary', 'seed=0..1']);
	const varied = [{ p: 5 }, { p: 7 }];
	const run = JSON.stringify({ ...JSON.parse(metadataOf(folder)['run'] ?? ''), varied });
	rewriteAsEarlier(folder, { metadata: { run } });
	const { code, notices } = await lab(['run', '--resume', folder, '--steps', '5']);
	expect(code).toBe(2);
	expect(notices).toContain('p: expected a parameter in which replicas of one plan may differ');
});

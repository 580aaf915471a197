import { describe, expect, test } from 'vitest';
import { decodeSafetensors } from '../../../../src/engine/checkpoint/safetensors-codec.ts';
import { lab, readBytes, readCard, readCsv, readText, toyRun } from '../lab-place.ts';

const VARY = ['--vary', 'weight_decay=0.5,2', '--vary', 'seed=3..4'];
/** In the order of the replicas: the values of the first key change slowest. */
const VARIED = [
	{ weight_decay: 0.5, seed: 3 },
	{ weight_decay: 0.5, seed: 4 },
	{ weight_decay: 2, seed: 3 },
	{ weight_decay: 2, seed: 4 }
];

describe('--vary', () => {
	test('trains every combination in one plan, each as the run alone', async () => {
		const all = await toyRun(['--steps', '12', ...VARY]);
		expect(all.code).toBe(0);
		expect(readCard(all.folder)).toMatchObject({
			replicas: 4,
			varied: VARIED,
			runs: VARIED.map(({ seed }) => ({
				seed_split: seed,
				seed_init: seed,
				seed_batch: seed,
				seed_probe: seed
			}))
		});
		expect(all.printed).toContain('  replica 2 (weight_decay 2, seed 3): memorized ');
		const rows = readCsv(all.folder, 'metrics.csv');
		for (const [r, { weight_decay, seed }] of VARIED.entries()) {
			const set = [
				'--set',
				`weight_decay=${String(weight_decay)}`,
				'--set',
				`seed=${String(seed)}`
			];
			const alone = await toyRun(['--steps', '12', ...set]);
			const own = rows.filter(({ replica }) => replica === String(r));
			expect(own.map(({ replica: _, ...row }) => row)).toEqual(
				readCsv(alone.folder, 'metrics.csv')
			);
			const replica = decodeSafetensors(readBytes(all.folder, `final.${String(r)}.safetensors`));
			const single = decodeSafetensors(readBytes(alone.folder, 'final.safetensors'));
			expect(replica.tensors).toEqual(single.tensors);
			expect(replica.metadata['config']).toBe(single.metadata['config']);
		}
	});

	test('is resumed bit for bit, with the values that each replica has', async () => {
		const options = ['--steps', '40', ...VARY, '--vary', 'lr=0.01,0.003'];
		const whole = await toyRun(options);
		const cut = await toyRun(options, { interruptAt: 3 });
		expect(cut.code).toBe(130);
		expect(await lab(['run', '--resume', cut.folder])).toMatchObject({ code: 0, notices: '' });
		for (const file of ['metrics.csv', 'split.json', 'final.5.safetensors']) {
			expect(readText(cut.folder, file)).toBe(readText(whole.folder, file));
		}
		const { runs, varied } = readCard(whole.folder);
		expect(readCard(cut.folder)).toMatchObject({ runs, varied });
	});

	test('refuses what cannot be varied, with every problem at once', async () => {
		const { code, notices } = await toyRun([
			...['--vary', 'p=5,7', '--vary', 'model=quadratic-mlp', '--vary', 'wd=1'],
			...['--vary', 'lr=0.1,0.1', '--vary', 'seed=5..3', '--vary', 'beta1=0..1'],
			...[
				'--vary',
				'weight_decay=-1',
				'--vary',
				'beta2=',
				'--vary',
				'eps=1,,2',
				'--vary',
				'lr=0.2'
			],
			...['--set', 'warmup_steps=3', '--vary', 'warmup_steps=1,2']
		]);
		expect(code).toBe(2);
		const free =
			'weight_decay, lr, seed, label_noise, init_scale, zero_readout, beta1, beta2, eps, warmup_steps, seed_split, seed_init';
		const shared = `expected a parameter in which replicas of one plan may differ (${free}), got one that they share: start a run for each value`;
		expect(notices.trimEnd().split('\n')).toEqual([
			`--vary p: ${shared}`,
			`--vary model: ${shared}`,
			`--vary wd: expected one of ${free}`,
			'--vary lr: expected different values, got 0.1 twice',
			'--vary seed: expected a range of 1 to 65535 whole numbers, smallest first, got "5..3"',
			'--vary beta1: expected values with commas between, since only whole numbers have ranges, got "0..1"',
			'--vary weight_decay: expected a number from 0 to 1000, got "-1"',
			'--vary beta2: expected a number from 0 to 0.9999999, got ""',
			'--vary eps: expected a number from 1e-30 to 1, got ""',
			'--vary eps: expected a number from 1e-30 to 1, got "2"',
			'--vary lr: expected once, got it again',
			'--vary warmup_steps: expected a key that --set does not give, got both'
		]);
	});

	test.each([
		[
			['--vary', 'seed=0..299', '--vary', 'seed_split=0..299'],
			'--vary: expected at most 65535 combinations, one for each replica, got 90000'
		],
		[
			['--vary', 'seed=0..3', '--replicas', '4'],
			'--replicas: not with --vary, which makes a replica of every combination (--vary seed=0..3 for four seeds)'
		],
		[['--vary', 'seed'], '--vary: expected key=value, got "seed"']
	])('refuses %j', async (options, sentence) => {
		const { code, notices } = await toyRun(options);
		expect(code).toBe(2);
		expect(notices).toBe(`${sentence}\n`);
	});

	test('with more replicas than memory holds is refused by size', async () => {
		const { code, notices } = await toyRun(['--set', 'p=97', '--vary', 'seed=0..9999']);
		expect(code).toBe(2);
		expect(notices).toContain('choose fewer replicas');
	});
});

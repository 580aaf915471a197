import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readLink } from '../../../src/cli/arguments/read-config.ts';
import { startRun } from '../../../src/cli/run/run-command.ts';
import { decodeRecordedRun } from '../../../src/lab-run/codec/recorded-run-codec.ts';
import { recordedMemorization } from '../../../src/lab-run/memorization-end.ts';
import type { SettledMeasures } from '../../../src/engine/core/telemetry.ts';
import { lab, temporaryFolder } from '../cli/lab-place.ts';
import { createFakeLab } from '../../support/runs/fake-lab.ts';

/** A run whose settled end of memorization is not the live one. */
const LINK =
	'v=1&preset=quick-start&p=7&frac_train=0.8&d_model=16&n_heads=1&d_mlp=32&lr=0.01&weight_decay=2&warmup_steps=10&steps=300';

/** What the page gets of a run that trains to its budget. */
async function inWorker(link: string) {
	const fake = createFakeLab();
	onTestFinished(() => {
		fake.close();
	});
	await fake.lab.openDevice('reference');
	await fake.lab.load(readLink(link).config, 1);
	await fake.lab.train();
	const settledOf = (): SettledMeasures | undefined =>
		fake.messages.findLast((message) => message.type === 'settled')?.settled;
	const settled = await vi.waitFor(() => settledOf() ?? expect.fail('not settled yet'), 30_000);
	return vi.waitFor(() => {
		const frame = fake.frames().at(-1) ?? expect.fail('no frame');
		const { markers, memorization, keyFrequencies } = frame;
		expect(memorization.isSettled).toBe(settled.keyFrequencies.length > 0);
		return { settled, keyFrequencies, phases: { markers, memorization } };
	});
}

/** The same of the headless lab, with the folder. */
async function headless(link: string) {
	const folder = join(temporaryFolder(), 'run');
	const { run } = await startRun(
		{
			...{
				link,
				out: folder,
				backend: 'reference',
				threads: undefined,
				replicas: 1,
				settings: [],
				variations: []
			},
			...{ steps: undefined, formulation: undefined, init: undefined, split: undefined },
			...{ evaluateEvery: undefined, views: false, snapshots: true }
		},
		{
			resolvePath: (path) => path,
			progress: { isTerminal: false, columns: 80, write: () => undefined },
			interrupt: { aborted: false },
			notice: () => undefined
		}
	);
	const { settled, keyFrequencies, phases } = run.measures.of(0);
	return { folder, measured: { settled, keyFrequencies, phases } };
}

test.each([
	['1.2', { isSettled: true, live: { after: 75, by: 85 } }, { after: 65, by: 75 }],
	// No frequency of the final weights is key: the live end holds, here none.
	['9999', { isSettled: false, live: undefined }, undefined]
] as const)(
	'worker, headless lab and recorded run have the same settled rows, key frequencies and phases: ratio %s',
	async (ratio, memorization, memorizationEnds) => {
		const link = `${LINK}&key_frequency_ratio=${ratio}`;
		const page = await inWorker(link);
		const { folder, measured } = await headless(link);
		expect(measured).toEqual(page);
		expect(page.phases.memorization).toEqual(memorization);
		expect(page.phases.markers.memorizationEnds).toEqual(memorizationEnds);
		const file = join(temporaryFolder(), 'x.run.json');
		expect(await lab(['record', folder, '--out', file])).toMatchObject({ code: 0 });
		const recorded = decodeRecordedRun(readFileSync(file, 'utf8'));
		expect(recorded.card.transitions).toEqual(page.phases.markers);
		expect(recordedMemorization(recorded).isSettled).toBe(memorization.isSettled);
		expect(recorded.settled.keyFrequencies).toEqual(page.keyFrequencies);
	},
	60_000
);

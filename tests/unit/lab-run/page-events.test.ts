import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { metricsCsv } from '../../../src/app/state/export/export-csv.ts';
import { liveColumnsOf } from '../../../src/app/state/export/export-notes.ts';
import { RunState } from '../../../src/app/state/run/run.svelte.ts';
import type { RunConfig } from '../../../src/config/run-config.ts';
import { readLink } from '../../../src/cli/arguments/read-config.ts';
import { sha256 } from '../../../src/cli/folder/digest.ts';
import { decodeSafetensors } from '../../../src/engine/checkpoint/safetensors-codec.ts';
import type { RunEvent } from '../../../src/engine/core/run-events.ts';
import type { Checkpoint } from '../../../src/engine/core/telemetry.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../../src/lab-run/codec/checkpoint-codec.ts';
import { decodeRunCard } from '../../../src/lab-run/codec/run-card-codec.ts';
import { createFakeLab } from '../../support/runs/fake-lab.ts';
import { lab, readCard, readText, temporaryFolder } from '../cli/lab-place.ts';
import { goOn, LAST, TIMEOUT_MS, TINY_LINK } from '../cli/lab-tiny-runs.ts';

const CHECKPOINT = 'checkpoint.safetensors';
/** What the page's link is after its key rule was changed. */
const CHANGED_LINK = `${TINY_LINK}&key_frequency_rule=given&key_frequencies=1`;
const STARTED = readLink(TINY_LINK).config;
const CHANGED = readLink(CHANGED_LINK).config;

const EVENTS: readonly RunEvent[] = [
	{
		kind: 'key-rule',
		step: 3,
		from: { rule: 'embedding-share', settings: { ratio: 2.5, max: 10 } },
		to: { rule: 'given', settings: { given: [1] } }
	},
	{ kind: 'hyperparameter', step: 3, key: 'weight_decay', from: 1, to: 0.1 + 0.2 },
	{ kind: 'device-lost', step: 5, resumedFrom: 3, attempt: 1 }
];

const formatIn = (bytes: Uint8Array) => decodeSafetensors(bytes).metadata['format'];

/** The worker, with what the page has of its run. */
async function openPage() {
	const fake = createFakeLab();
	onTestFinished(() => {
		fake.close();
	});
	await fake.lab.openDevice('reference');
	const checkpoints = () =>
		fake.messages.flatMap((m) => (m.type === 'checkpoint' ? [m.checkpoint] : []));
	return {
		fake,
		async load(config: RunConfig, checkpoint?: Checkpoint): Promise<void> {
			expect(await fake.lab.load(config, 1, checkpoint)).toMatchObject({ ok: true });
			await vi.waitFor(() => {
				expect(fake.statuses().at(-1)?.state).toBe('ready');
			}, 10_000);
		},
		/** Trains up to a step. @returns its checkpoint */
		async trainTo(step: number): Promise<Checkpoint> {
			await fake.lab.step(step - (checkpoints().at(-1)?.step ?? 0));
			return vi.waitFor(() => {
				const last = checkpoints().at(-1);
				expect([last?.step, fake.statuses().at(-1)?.state]).toEqual([step, 'paused']);
				return last ?? expect.fail('no checkpoint');
			}, TIMEOUT_MS);
		},
		/** The run as the page shows it. */
		run(): RunState {
			const run = new RunState();
			for (const message of fake.messages) run.receive(message);
			return run;
		}
	};
}

/** Three steps, another key rule and weight decay, and two more steps, in which the device is lost. */
async function trainedPage() {
	const page = await openPage();
	const { fake } = page;
	await page.load(STARTED);
	await page.trainTo(3);
	expect(await fake.lab.setAnalysis(CHANGED.values)).toMatchObject({ ok: true });
	expect(await fake.lab.setLive('weight_decay', 0.1 + 0.2)).toMatchObject({ ok: true });
	const device = fake.devices.at(-1) ?? expect.fail('no device');
	device.onRun = (segment) => {
		device.isLost ||= segment === 'train';
	};
	return { page, state: await page.trainTo(5) };
}

test(
	'all events of a page run are in its checkpoint, which a worker continues from',
	async () => {
		const { page, state } = await trainedPage();
		expect(page.run().events).toEqual(EVENTS);
		expect(state).toMatchObject({ step: 5, events: EVENTS });
		const other = await openPage();
		await other.load(CHANGED, state);
		expect(await other.trainTo(6)).toMatchObject({ step: 6, events: EVENTS });
		// The page that resumes has them already.
		expect(other.run().events).toEqual([]);
	},
	TIMEOUT_MS
);

test(
	'through the codec they come back exactly, and the headless lab continues with them',
	async () => {
		const { page, state } = await trainedPage();
		const exported = () => {
			const { train, evaluations, events } = page.run();
			return metricsCsv(train, evaluations, [], liveColumnsOf(STARTED, events));
		};
		const folder = join(temporaryFolder(), 'run');
		const args = ['--backend', 'reference', '--snapshots', '--steps', '5', '--out', folder];
		expect(await lab(['run', CHANGED_LINK, ...args])).toMatchObject({ code: 0 });
		const file = join(folder, CHECKPOINT);
		const { record } = decodeCheckpoint(readFileSync(file), sha256);
		const bytes = encodeCheckpoint({ record, state, digests: undefined }, sha256);
		expect(formatIn(bytes)).toBe('grokking-lab checkpoint 4');
		const read = decodeCheckpoint(bytes, sha256);
		expect(read.state.events).toEqual(EVENTS);
		expect(read.record).toEqual(record);

		writeFileSync(file, bytes);
		writeFileSync(join(folder, 'metrics.csv'), exported());
		expect(await goOn(folder)).toMatchObject({ code: 0 });
		const { state: resumed, digests } = decodeCheckpoint(readFileSync(file), sha256);
		expect(resumed.events).toEqual([...EVENTS, { kind: 'resumed', step: 5 }]);
		expect(digests).toBeDefined();
		expect(readCard(folder)).toMatchObject({
			format: 'grokking-lab run 2',
			events: [
				...EVENTS.slice(0, 2),
				{ kind: 'device-lost', step: 5, resumed_from: 3, attempt: 1 },
				{ kind: 'resumed', step: 5 }
			]
		});
		expect(decodeRunCard(readText(folder, 'run.json')).events).toEqual(resumed.events);
		await page.trainTo(Number(LAST));
		expect(readText(folder, 'metrics.csv')).toBe(exported());
	},
	TIMEOUT_MS
);

test(
	'a wrong event is refused with its place, and a checkpoint without such events keeps the earlier format',
	async () => {
		const { state } = await trainedPage();
		const folder = join(temporaryFolder(), 'run');
		const args = ['--backend', 'reference', '--steps', '1', '--out', folder];
		expect(await lab(['run', TINY_LINK, ...args])).toMatchObject({ code: 0 });
		const { record } = decodeCheckpoint(readFileSync(join(folder, CHECKPOINT)), sha256);
		const encoded = (events: readonly RunEvent[]) =>
			encodeCheckpoint({ record, state: { ...state, events }, digests: undefined }, sha256);
		const [rule, decay, lost] = EVENTS;
		if (rule?.kind !== 'key-rule' || decay?.kind !== 'hyperparameter') return expect.fail();
		const wrong = [
			{ ...rule, to: { rule: 'given', settings: { given: [NaN] } } },
			{ ...decay, to: Infinity },
			{ ...(lost ?? decay), step: -1 }
		];
		const refused = () => decodeCheckpoint(encoded(wrong), sha256);
		expect(refused).toThrow(
			'run: events[0]: to: settings: given: expected a number or a list of numbers, got [null]'
		);
		expect(refused).toThrow('run: events[1]: to: expected a number, got null');
		expect(refused).toThrow('run: events[2]: step: expected a whole number from 0, got -1');
		const sessions = encoded([{ kind: 'interrupted', step: 5 }]);
		expect(formatIn(sessions)).toBe('grokking-lab checkpoint 3');
		expect(readCard(folder)).toMatchObject({ events: [] });
	},
	TIMEOUT_MS
);

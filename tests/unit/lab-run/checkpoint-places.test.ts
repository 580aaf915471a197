import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { sha256 } from '../../../src/cli/folder/digest.ts';
import { readLink } from '../../../src/cli/arguments/read-config.ts';
import type { Checkpoint, TelemetryMessage } from '../../../src/engine/core/telemetry.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../../src/lab-run/codec/checkpoint-codec.ts';
import { createLab } from '../../../src/worker/lab.ts';
import { readCsv, readText } from '../cli/lab-place.ts';
import { copyOf, goOn, LAST, TIMEOUT_MS, TINY_LINK, tinyRuns } from '../cli/lab-tiny-runs.ts';

const runs = tinyRuns();
const NAME = 'checkpoint.safetensors';

/** The worker on the float64 reference, with what it sent to the page. */
async function openWorker() {
	const messages: TelemetryMessage[] = [];
	const lab = createLab({
		gpu: undefined,
		loadShaders: () => Promise.resolve({}),
		now: () => performance.now(),
		yield: () => new Promise<void>((resolve) => setImmediate(resolve)),
		wait: () => Promise.resolve()
	});
	const { port1, port2 } = new MessageChannel();
	lab.connect(port2);
	port1.onmessage = ({ data }: MessageEvent<TelemetryMessage>) => {
		messages.push(data);
		if (data.type === 'frame') port1.postMessage({ acknowledge: data.id });
	};
	await lab.openDevice('reference');
	return {
		lab,
		messages,
		async load(checkpoint?: Checkpoint) {
			expect(await lab.load(readLink(TINY_LINK).config, 1, checkpoint)).toMatchObject({
				ok: true
			});
		},
		/** The checkpoint after so many updates more. */
		async step(count: number): Promise<Checkpoint> {
			await lab.step(count);
			return await vi.waitFor(() => {
				const last = messages.at(-1);
				if (last?.type !== 'status' || last.status.state !== 'paused') throw new Error('trains');
				const all = messages.flatMap((m) => (m.type === 'checkpoint' ? [m.checkpoint] : []));
				return all.at(-1) ?? expect.fail('no checkpoint');
			}, TIMEOUT_MS);
		},
		close() {
			port1.close();
			port2.close();
		}
	};
}

const storedIn = (folder: string) => decodeCheckpoint(readFileSync(join(folder, NAME)), sha256);

test(
	'a checkpoint of the worker, through the codec, resumes in the headless lab bit for bit',
	async () => {
		const worker = await openWorker();
		await worker.load();
		const state = await worker.step(5);
		worker.close();
		const folder = copyOf(runs().first);
		const { record } = storedIn(folder);
		const bytes = encodeCheckpoint({ record, state, digests: undefined }, sha256);
		const read = decodeCheckpoint(bytes, sha256);
		const { buffers, evaluations, judged } = state;
		expect(read.state).toMatchObject({ buffers, evaluations, judged });
		expect(decodeCheckpoint(encodeCheckpoint(read, sha256), sha256)).toEqual(read);
		writeFileSync(join(folder, NAME), bytes);
		expect(await goOn(folder)).toMatchObject({ code: 0 });
		for (const file of ['metrics.csv', 'final.safetensors', 'settled.csv', 'split.json']) {
			expect(readText(folder, file), file).toBe(readText(runs().whole, file));
		}
	},
	TIMEOUT_MS
);

test(
	'a checkpoint of the headless lab resumes in the worker bit for bit',
	async () => {
		const worker = await openWorker();
		await worker.load(storedIn(runs().first).state);
		const { step, buffers } = await worker.step(Number(LAST) - 5);
		worker.close();
		const { state } = storedIn(runs().whole);
		expect({ step, buffers }).toEqual({ step: state.step, buffers: state.buffers });
		const losses = worker.messages.flatMap((m) => (m.type === 'frame' ? [...m.train.loss] : []));
		const rows = readCsv(runs().whole, 'metrics.csv').slice(5, Number(LAST));
		expect(losses).toEqual(rows.map((row) => Number(row['train_loss'])));
	},
	TIMEOUT_MS
);

test('a damaged or foreign history is refused with a sentence for everything that is wrong', async () => {
	const worker = await openWorker();
	await worker.load();
	const state = await worker.step(3);
	worker.close();
	const { record } = storedIn(runs().first);
	const [history] = state.evaluations;
	if (history === undefined || state.judged === undefined) return expect.fail('no history');
	const step = history.step.toReversed();
	const columns = { ...history.columns, test_loss: Float64Array.of(1) };
	const { phases, thresholds } = state.judged;
	const judged = { phases: phases.map((one) => ({ ...one, lossCount: -1 })), thresholds };
	const wrong = { ...state, evaluations: [{ step, columns }, history], judged };
	const bytes = encodeCheckpoint({ record, state: wrong, digests: undefined }, sha256);
	const refused = () => decodeCheckpoint(bytes, sha256);
	expect(refused).toThrow('judged: phases[0]: lossCount: expected a whole number from 0, got -1');
	expect(refused).toThrow('"history.0.step": expected ascending whole numbers from 0 to 3');
	expect(refused).toThrow('tensor "history.0.column.test_loss": expected shape [4], got [1]');
	expect(refused).toThrow('tensor "history.1.step": expected one of 1 replicas, got another');
});

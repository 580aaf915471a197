import { expect, test } from 'vitest';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { ReferenceSession } from '../../../src/engine/backend/reference/reference-session.ts';
import { MiniBatches } from '../../../src/engine/trainer/data/mini-batch.ts';
import { startRunGraph } from '../../../src/engine/trainer/build/run-graph.ts';
import { repeatedSpec } from '../../../src/engine/trainer/run-spec.ts';
import type { Session } from '../../../src/engine/core/session.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { openReference, ToyTrainer } from '../../support/runs/toy-training.ts';

const ROWS = 8;
const TRAIN = 60;
const spec = toyRun({
	task: 'sparse-parity',
	model: 'sign-mlp',
	optimizer: 'sgd',
	batchSize: ROWS,
	params: {
		n_bits: 9,
		k_bits: 2,
		train_examples: TRAIN,
		test_examples: 20,
		d_mlp: 16,
		lr: 0.1,
		warmup_steps: 0
	}
});

/** The tokens of each update's batch, as they are written to the table. */
function batchesOf(from: number, count: number): readonly (readonly string[])[] {
	const { context } = spec.task.shape(spec.params);
	const batches = new MiniBatches(startRunGraph(spec, {}), ROWS, TRAIN, count);
	let table = new Uint32Array(0);
	const session: Pick<Session, 'write'> = {
		write(_, data) {
			table = Uint32Array.from(data);
		}
	};
	batches.write(session, from, count);
	const width = table.length / count;
	return Array.from({ length: count }, (_, i) =>
		Array.from({ length: ROWS }, (__, row) =>
			table.slice(i * width + row * context, i * width + (row + 1) * context).join('')
		)
	);
}

test('an epoch draws every train example at most once, and the next one draws in another order', () => {
	const stepsPerEpoch = Math.floor(TRAIN / ROWS);
	const run = buildRun(spec);
	expect(run.stepsPerEpoch).toBe(stepsPerEpoch);
	const { context } = run.shape;
	const { tokens } = run.examples(0);
	const train = Array.from(run.split(0).train, (i) =>
		tokens.slice(i * context, (i + 1) * context).join('')
	);
	const epochs = [0, 1].map((epoch) => batchesOf(epoch * stepsPerEpoch, stepsPerEpoch).flat());
	for (const drawn of epochs) {
		expect(new Set(drawn).size).toBe(stepsPerEpoch * ROWS);
		for (const example of drawn) expect(train).toContain(example);
	}
	expect(epochs[0]).not.toEqual(epochs[1]);
});

test('which examples an update sees does not depend on the updates written before it', () => {
	const all = batchesOf(0, 20);
	expect(batchesOf(11, 4)).toEqual(all.slice(11, 15));
});

test('only the rows of new updates are written; the others keep their values', async () => {
	const run = buildRun(repeatedSpec(spec, 2));
	const session = new ReferenceSession(run.plan);
	const table = async () => Array.from((await session.read([{ name: 'train.batches' }]))[0] ?? []);
	run.miniBatches?.write(session, 0, 5);
	const before = await table();
	run.miniBatches?.write(session, 5, 2);
	const after = await table();
	const [slots = 0, width = 0] = run.plan.tensors.get('train.batches')?.shape ?? [];
	const [size, written] = [slots * width, 2 * width];
	for (const first of [0, size]) {
		expect(after.slice(first, first + written)).not.toEqual(before.slice(first, first + written));
		expect(after.slice(first + written, first + size)).toEqual(
			before.slice(first + written, first + size)
		);
	}
});

test('an update is that of a run trained on the examples of its batch alone', async () => {
	const mini = await ToyTrainer.open(spec, openReference);
	await mini.train(1);
	const { final, loss } = await mini.finish();
	const [first = []] = batchesOf(0, 1);
	const { shape } = mini.run;
	const { tokens } = mini.run.examples(0);
	const texts = Array.from({ length: shape.examples }, (_, i) =>
		tokens.slice(i * shape.context, (i + 1) * shape.context).join('')
	);
	const train = Uint32Array.from(first, (text) => texts.indexOf(text));
	const test = Uint32Array.from(texts.keys()).filter((i) => !train.includes(i));
	const full = await ToyTrainer.open({ ...spec, batchSize: 0 }, openReference, undefined, {
		split: () => ({ train, test })
	});
	await full.train(1);
	const alone = await full.finish();
	expect(loss[0]).toEqual(alone.loss[0]);
	expect(final.buffers['parameters']).toEqual(alone.final.buffers['parameters']);
});

test('a batch as large as the train split is a full batch', () => {
	const run = buildRun({ ...spec, batchSize: TRAIN });
	expect([run.stepsPerEpoch, run.miniBatches]).toEqual([1, undefined]);
});

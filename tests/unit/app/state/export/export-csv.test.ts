import fc from 'fast-check';
import { expect, test } from 'vitest';
import { metricsCsv } from '../../../../../src/app/state/export/export-csv.ts';
import { exportNotes, liveColumnsOf } from '../../../../../src/app/state/export/export-notes.ts';
import { configOf } from '../../../../../src/config/preset-config.ts';
import { GrowingSeries } from '../../../../../src/app/state/run/growing-series.ts';
import { SEED } from '../../../../support/ops/arbitraries.ts';

test('a row per step, with the evaluation columns where it was evaluated', () => {
	const train = new GrowingSeries();
	train.append(Float64Array.of(0, 1), {
		loss: Float64Array.of(4.5, 4.25),
		accuracy: Float64Array.of(0, 0.5)
	});
	const evaluations = new GrowingSeries();
	evaluations.append(Float64Array.of(0, 2), {
		train_loss: Float64Array.of(4.5, 4),
		test_loss: Float64Array.of(4.75, Number.NaN)
	});
	expect(metricsCsv(train, evaluations)).toBe(
		[
			'step,train_loss,train_accuracy,evaluated_train_loss,test_loss',
			'0,4.5,0,4.5,4.75',
			'1,4.25,0.5,,',
			// The last step has had no forward pass for an update: its evaluation gives its train
			// loss.
			'2,4,,4,',
			''
		].join('\n')
	);
});

test('every float64 reads back exactly', () => {
	fc.assert(
		fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
			const train = new GrowingSeries();
			train.append(Float64Array.of(0), {
				loss: Float64Array.of(value),
				accuracy: Float64Array.of(0)
			});
			const cell = metricsCsv(train, new GrowingSeries()).split('\n')[1]?.split(',')[1];
			expect(Number(cell) + 0).toBe(value + 0);
		}),
		{ seed: SEED }
	);
});

const change = (step: number, key: string, from: number, to: number) =>
	({ kind: 'hyperparameter', step, key, from, to }) as const;

test('rate and decay of every row are those in force at its step', () => {
	const started = configOf('quick-mlp');
	const values = fc.double({ min: 0, max: 10, noNaN: true });
	const event = fc.tuple(fc.nat(30), fc.constantFrom('lr', 'weight_decay'), values);
	fc.assert(
		fc.property(fc.array(event, { maxLength: 8 }), (changes) => {
			const inOrder = changes.toSorted(([a], [b]) => a - b);
			const expected: number[][] = [];
			const events = [];
			const due = [...inOrder];
			const now = {
				lr: Number(started.values['lr']),
				weight_decay: Number(started.values['weight_decay'])
			};
			for (let step = 0; step <= 30; step++) {
				for (let next = due[0]; next !== undefined && next[0] === step; next = due[0]) {
					const key = next[1] === 'lr' ? 'lr' : 'weight_decay';
					events.push(change(step, key, now[key], next[2]));
					now[key] = next[2];
					due.shift();
				}
				expected.push([now.lr, now.weight_decay]);
			}
			const columns = liveColumnsOf(started, events);
			expect(columns.names).toEqual(['lr', 'weight_decay']);
			expect(expected.map((_, step) => columns.at(step))).toEqual(expected);
		})
	);
});

test('the notes say what produced the numbers, and nothing in them is a formula or a control character', () => {
	const events = [change(120, 'weight_decay', 1, 1.1), change(300, 'lr', 0.01, 0.001)];
	const origin = {
		version: 'grokking-lab 0.1.0 build 12',
		events,
		step: 400,
		status: 'paused',
		more: []
	};
	const link = 'https://x.org/lab/#v=1&preset=quick-mlp';
	const adapter = { kind: 'gpu', name: 'NVIDIA, =HYPERLINK("http://evil") ,@SUM\n,-1' };
	const notes = exportNotes({ ...origin, link, adapter });
	expect(notes).toEqual([
		`link ${link}`,
		'version grokking-lab 0.1.0 build 12',
		"adapter NVIDIA, '=HYPERLINK('http://evil') ,'@SUM\\u000a,'-1 (gpu)",
		'backend webgpu',
		'run paused at step 400',
		'events step=120 key=weight_decay from=1 to=1.1 | step=300 key=lr from=0.01 to=0.001'
	]);
	fc.assert(
		fc.property(fc.string({ unit: 'binary' }), (text) => {
			for (const note of exportNotes({
				...origin,
				link: text,
				adapter: { kind: text, name: text }
			})) {
				expect(note).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}"]|[,;|]\s*[=+@-]/u);
			}
		})
	);
});

test('the lines of comment stand before the header, where pandas leaves them out', () => {
	const csv = metricsCsv(new GrowingSeries(), new GrowingSeries(), ['link x', 'events none']);
	expect(csv).toBe('# link x\n# events none\nstep,train_loss,train_accuracy\n');
});

import type { RecordedRun } from '../../../../../src/lab-run/codec/recorded-run.ts';

const EVALUATED = [0, 1, 2, 5, 10, 50, 100, 200, 300, 400];
const KEPT = [0, 100, 400];
const over = (steps: readonly number[], valueAt: (step: number) => number) =>
	Float64Array.from(steps, valueAt);

/**
 * A made-up recorded run of 300 steps: evaluated at ten, two of them beyond its end or without
 * weights.
 */
export function toyRecordedRun(): RecordedRun {
	const kept = KEPT.map((step) => Math.min(step, 300));
	return {
		card: {
			link: '#v=1&preset=nanda-2023&steps=300',
			config: { task: 'modular-addition', p: 113 },
			seeds: { split: 0, init: 0 },
			versions: { 'grokking-lab': '0.1.0', node: '20' },
			backend: 'webgpu',
			adapter: { kind: 'software', name: 'some driver: build 7 (x)' },
			formulation: 'folded',
			platform: 'linux x64',
			steps: 300,
			startedAt: '2026-11-23T05:09:10.177Z',
			wallSeconds: 100,
			stepsPerSecond: 3,
			transitions: {
				memorized: { after: 2, by: 5 },
				memorizationEnds: { after: 10, by: 50 },
				cleanupBegins: { after: 50, by: 100 },
				grokked: undefined,
				losses: [],
				lossCount: 0,
				belowCount: 0
			},
			events: []
		},
		evaluations: {
			step: over(EVALUATED, (step) => step),
			columns: {
				train_loss: over(EVALUATED, (step) => 5 - step / 100),
				train_accuracy: over(EVALUATED, (step) => step / 400),
				test_loss: over(EVALUATED, (step) => 6 - step / 100)
			}
		},
		settled: {
			keyFrequencies: [2, 1],
			step: over(kept, (step) => step),
			columns: {
				test_loss: over(kept, (step) => 6 - step / 100),
				restricted_loss: over(kept, (step) => step + 1),
				excluded_loss: over(kept, (step) => step + 2)
			},
			vectors: {
				'embedding-spectrum': kept.map((step) => Float64Array.of(1, step, 2)),
				excluded_by_frequency: kept.map((step) => Float64Array.of(step, 1, 1))
			}
		},
		weights: {
			bits: 4,
			tensors: [],
			snapshots: kept.map((step) => ({
				step,
				losses: {
					original: { train: 1, test: 2 },
					quantized: { train: 1, test: step === 100 ? 2.5 : 2 }
				}
			}))
		}
	};
}

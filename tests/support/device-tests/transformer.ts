import { expect, test } from 'vitest';
import type { TestDevice } from '../test-device.ts';
import { toyRun } from '../runs/run-spec.ts';
import { normError, relativeError, TOLERANCE } from '../tolerance.ts';
import { fakeHost, openReference, trainToy } from '../runs/toy-training.ts';

const STEPS = 30;
const VARIANTS = [
	{ n_layers: 2, norm: 'layer', norm_place: 'before', mlp_activation: 'gelu' },
	{
		...{ n_layers: 3, norm: 'rms', norm_place: 'after', mlp_activation: 'gelu-tanh' },
		...{ position_encoding: 'sinusoidal', tied_unembedding: true, causal: false }
	}
] as const;

export const testTransformer = (devices: readonly TestDevice[]) => {
	const cases = VARIANTS.flatMap((params) => devices.map((device) => ({ params, ...device })));
	test.each(cases)(
		'a transformer $params, $device: 30 steps agree with the reference',
		async ({ params, open }) => {
			const spec = toyRun({ model: 'transformer', params: { ...params, lr: 1e-2 }, steps: STEPS });
			const expected = await trainToy(spec, openReference, STEPS, fakeHost(1));
			const got = await trainToy(spec, open, STEPS, fakeHost(1));
			const losses = expected.loss[0] ?? [];
			expect(losses).toHaveLength(STEPS);
			losses.forEach((loss, step) => {
				const error = relativeError(got.loss[0]?.[step] ?? NaN, loss);
				expect(error, `loss of step ${step}`).toBeLessThan(TOLERANCE.deviceLoss);
			});
			expect(losses.at(-1)).toBeLessThan((losses[0] ?? NaN) * 0.9);
			for (const [name, buffer] of Object.entries(expected.final.buffers)) {
				const error = normError(got.final.buffers[name] ?? [], buffer);
				expect(error, name).toBeLessThan(TOLERANCE.deviceWeights);
			}
		}
	);
};

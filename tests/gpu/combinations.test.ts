import { expect, test } from 'vitest';
import { COMBINATIONS } from '../support/combinations.ts';
import { openGpuSession } from '../support/gpu-session.ts';
import { normError, relativeError, TOLERANCE } from '../support/tolerance.ts';
import { openReference, trainToy } from '../support/toy-training.ts';

test.each(COMBINATIONS)('$title: three steps agree with the reference', async ({ spec }) => {
	const expected = await trainToy(spec, openReference, 3);
	const got = await trainToy(spec, openGpuSession, 3);
	expect(got.evaluations[0]).toHaveLength(4);
	for (const [i, { columns, spectra }] of (expected.evaluations[0] ?? []).entries()) {
		const own = got.evaluations[0]?.[i];
		for (const metric of ['train_loss', 'test_loss', 'sum_of_squared_weights']) {
			const error = relativeError(own?.columns[metric] ?? NaN, columns[metric] ?? NaN);
			expect(error, `${metric} at evaluation ${i}`).toBeLessThan(TOLERANCE.deviceLoss);
		}
		expect(Object.keys(spectra)).toEqual(['embedding-spectrum']);
		for (const [id, spectrum] of Object.entries(spectra)) {
			expect(normError(own?.spectra[id] ?? [], spectrum), id).toBeLessThan(
				TOLERANCE.deviceGradient
			);
		}
	}
	for (const [name, buffer] of Object.entries(expected.final.buffers)) {
		const error = normError(got.final.buffers[name] ?? [], buffer);
		expect(error, name).toBeLessThan(TOLERANCE.deviceWeights);
	}
});

import { describe, expect, test } from 'vitest';
import { checkLimits, planBytes } from '../../../src/engine/backend/webgpu/check-limits.ts';
import { models } from '../../../src/engine/models/index.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { thrown } from '../../support/runs/lab-errors.ts';
import { toyRun } from '../../support/runs/run-spec.ts';
import { openReference, trainToy } from '../../support/runs/toy-training.ts';

/** WebGPU's default limits, which every adapter grants. */
const DEFAULT_LIMITS = {
	maxBufferSize: 256 * 1024 * 1024,
	maxStorageBufferBindingSize: 128 * 1024 * 1024,
	maxComputeWorkgroupsPerDimension: 65535
};
const FULL = { d_model: 128, n_heads: 4, d_mlp: 512 };

/** Data must not be requested: the refusal is there to avoid listing p^2 pairs. */
const noData = () => expect.fail('data were made before the limits were checked');

describe('checkLimits', () => {
	test.each([
		{ p: 2000, replicas: 1, what: '', advice: 'a smaller p' },
		{ p: 4999, replicas: 1, what: '', advice: 'a smaller p' },
		{ p: 113, replicas: 17, what: ' of 17 replicas', advice: 'fewer replicas, a smaller p' },
		{ p: 113, replicas: 1000, what: ' of 1000 replicas', advice: 'fewer replicas, a smaller p' }
	])('refuses p = $p, R = $replicas, naming tensor and number', (size) => {
		const { p, replicas, what, advice } = size;
		const { plan } = buildRun(toyRun({ params: { ...FULL, p }, replicas, fracTrain: 0.3 }));
		const guarded = {
			...plan,
			sources: plan.sources.map((source) => ({ ...source, fill: noData }))
		};
		const error = thrown(() => {
			checkLimits(guarded, DEFAULT_LIMITS);
		});
		expect(error.code).toBe('size-limit');
		expect(error.message).toMatch(
			new RegExp(
				`^"[^"]+"${what} needs [\\d.]+ MiB, and one buffer may have 128\\.0 MiB here: choose ${advice}`
			)
		);
	});

	test('accepts 17 canonical runs side by side where the device has room', () => {
		const { plan } = buildRun(
			toyRun({ params: { ...FULL, p: 113 }, replicas: 17, fracTrain: 0.3 })
		);
		const maxBufferSize = 2 ** 32;
		checkLimits(plan, {
			...DEFAULT_LIMITS,
			maxBufferSize,
			maxStorageBufferBindingSize: maxBufferSize - 4
		});
	});

	test('refuses more replicas than there are workgroups, and says that it is they', () => {
		const { plan } = buildRun(toyRun({ replicas: 70_000 }));
		const error = thrown(() => {
			checkLimits(plan, {
				...DEFAULT_LIMITS,
				maxBufferSize: 2 ** 40,
				maxStorageBufferBindingSize: 2 ** 40
			});
		});
		expect(error.code).toBe('size-limit');
		expect(error.message).toMatch(
			/^70000 replicas need .* and 65535 are allowed here: choose fewer/
		);
	});

	test('accepts the canonical run, p = 113', () => {
		const { plan } = buildRun(toyRun({ params: { ...FULL, p: 113 }, fracTrain: 0.3 }));
		checkLimits(plan, DEFAULT_LIMITS);
		// It must fit on a phone.
		expect(planBytes(plan)).toBeLessThan(256 * 1024 * 1024);
	});

	test('refuses too many workgroups, naming the op and the numbers', () => {
		const { plan } = buildRun(toyRun({ params: { ...FULL, p: 113 }, fracTrain: 0.3 }));
		const error = thrown(() => {
			checkLimits(plan, { ...DEFAULT_LIMITS, maxComputeWorkgroupsPerDimension: 100 });
		});
		expect(error.code).toBe('size-limit');
		expect(error.message).toMatch(
			/^op ".+" needs \d+ workgroups in one direction, and 100 are allowed here/
		);
	});
});

/** Models that learn a task with a modulus. */
const modular = models.ids.filter((model) => 'p' in toyRun({ model }).params);

describe.each(modular)('%s', (model) => {
	test.each([2, 3, 4, 6, 9])('trains at p = %i', async (p) => {
		const spec = toyRun({ model, params: { p, lr: 1e-2 }, fracTrain: 0.5 });
		const { loss, evaluations } = await trainToy(spec, openReference, 4);
		expect(loss[0]?.every(Number.isFinite)).toBe(true);
		const last = evaluations[0]?.at(-1);
		expect(last?.spectra['embedding-spectrum']).toHaveLength(Math.floor(p / 2));
		expect(last?.columns['test_loss']).toBeGreaterThan(0);
	});
});

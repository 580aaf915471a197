import { expect, test } from 'vitest';
import { withValue } from '../../../../../src/config/config.ts';
import { divergenceOf } from '../../../../../src/config/divergence.ts';
import { configOf } from '../../../../../src/config/preset-config.ts';
import { adviceFor, webGpuHint } from '../../../../../src/app/state/lab/failure-advice.ts';
import type { LabErrorCode } from '../../../../../src/engine/core/lab-error.ts';

const LINUX_FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';
const MAC_SAFARI =
	'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15';
const LINUX_CHROME =
	'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';
const facts = {
	isSecureContext: true,
	hasWebGpu: false,
	hasWorkers: true,
	hasOwnOrigin: true,
	userAgent: LINUX_CHROME
};
const CODES: readonly LabErrorCode[] = [
	'bad-parameter',
	'bad-link',
	'bad-checkpoint',
	'no-webgpu',
	'no-adapter',
	'no-device',
	'no-wasm',
	'no-kernels',
	'device-lost',
	'gpu-error',
	'shader-compilation',
	'size-limit',
	'non-finite-loss',
	'worker-crashed',
	'no-worker',
	'cancelled',
	'gpu-blocked',
	'internal'
];

const FRESH = { hasCheckpoint: false, hasProgress: false };
const TRAINED = { hasCheckpoint: true, hasProgress: true };

test('every named failure has a sentence and a way on, with and without a checkpoint', () => {
	for (const code of CODES) {
		for (const hasCheckpoint of [true, false]) {
			const run = { hasCheckpoint, hasProgress: true };
			const advice = adviceFor({ code, message: '', details: '' }, facts, run);
			expect(advice.sentence, code).not.toBe('');
			expect(advice.remedies.length, code).toBeGreaterThan(0);
			expect(advice.remedies.includes('resume') && !hasCheckpoint, code).toBe(false);
		}
	}
});

test('where weight decay makes the weights grow it is named, and a third of the rate offered only where that helps', () => {
	const error = { code: 'non-finite-loss', message: '', details: '' } as const;
	const of = (key: string, value: number) =>
		adviceFor(error, facts, {
			...TRAINED,
			divergence: divergenceOf(withValue(configOf('quick-mlp'), key, value))
		});
	const decay = of('weight_decay', 1000);
	expect(decay.sentence).toContain('The weight decay is too high');
	expect(decay.remedies).toEqual(['lower-weight-decay', 'resume', 'restart']);
	expect(of('lr', 3).remedies.slice(0, 2)).toEqual(['lower-weight-decay', 'lower-learning-rate']);
	expect(of('lr', 1).remedies[0]).toBe('lower-learning-rate');
});

test('the hint names what is missing in this browser on this system', () => {
	expect(webGpuHint({ ...facts, isSecureContext: false })).toContain('https://');
	expect(webGpuHint({ ...facts, userAgent: LINUX_FIREFOX })).toContain('Linux');
	expect(webGpuHint({ ...facts, userAgent: MAC_SAFARI })).toContain('26');
	expect(webGpuHint(facts)).toContain('chrome://flags');
});

test('a checkpoint is only said to be kept when there is one to resume from', () => {
	for (const code of CODES) {
		const error = { code, message: '', details: '' };
		expect(adviceFor(error, facts, FRESH).kept, code).toBe('');
		const advice = adviceFor(error, facts, TRAINED);
		expect(advice.kept.includes('checkpoint is kept'), code).toBe(
			advice.remedies.includes('resume')
		);
	}
});

/** Where it is not the first: a run that diverged does so again from its last checkpoint. */
const PLACE_OF_RESUME: Readonly<Partial<Record<LabErrorCode, number>>> = {
	'bad-checkpoint': -1,
	'non-finite-loss': 1
};

test('what a run has done is never lost for want of a button: resuming comes first, but for weights that do not fit', () => {
	for (const code of CODES) {
		const { remedies } = adviceFor({ code, message: '', details: '' }, facts, TRAINED);
		expect(remedies.indexOf('resume'), code).toBe(PLACE_OF_RESUME[code] ?? 0);
		expect(new Set(remedies).size, code).toBe(remedies.length);
	}
});

test('the recorded run is only offered where it would take the place of nothing', () => {
	const error = { code: 'no-adapter', message: '', details: '' } as const;
	expect(adviceFor(error, facts, FRESH).remedies).toContain('play-recorded-run');
	const { remedies } = adviceFor(error, facts, { hasCheckpoint: false, hasProgress: true });
	expect(remedies).not.toContain('play-recorded-run');
	expect(remedies).toContain('try-again');
});

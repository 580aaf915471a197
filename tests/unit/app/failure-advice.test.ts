import { expect, test } from 'vitest';
import { adviseOn, webGpuHint } from '../../../src/app/state/failure-advice.ts';
import type { LabErrorCode } from '../../../src/engine/core/lab-error.ts';

const LINUX_FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0';
const MAC_SAFARI =
	'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15';
const LINUX_CHROME =
	'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36';
const facts = { isSecureContext: true, hasWebGpu: false, userAgent: LINUX_CHROME };
const CODES: readonly LabErrorCode[] = [
	'bad-parameter',
	'bad-link',
	'bad-checkpoint',
	'no-webgpu',
	'no-adapter',
	'no-device',
	'device-lost',
	'gpu-error',
	'shader-compilation',
	'size-limit',
	'non-finite-loss',
	'worker-crashed',
	'internal'
];

test('every named failure has a sentence and a way on, with and without a checkpoint', () => {
	for (const code of CODES) {
		for (const hasCheckpoint of [true, false]) {
			const advice = adviseOn({ code, message: '', details: '' }, facts, hasCheckpoint);
			expect(advice.sentence, code).not.toBe('');
			expect(advice.waysOn.length, code).toBeGreaterThan(0);
			expect(advice.waysOn.includes('resume') && !hasCheckpoint, code).toBe(false);
		}
	}
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
		expect(adviseOn(error, facts, false).sentence, code).not.toContain('checkpoint is kept');
		const advice = adviseOn(error, facts, true);
		expect(advice.sentence.includes('checkpoint is kept'), code).toBe(
			advice.waysOn.includes('resume')
		);
	}
});

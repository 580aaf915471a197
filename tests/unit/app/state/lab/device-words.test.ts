import { expect, test } from 'vitest';
import {
	backendOptions,
	describeAdapter,
	nameDevice,
	describePassedOver
} from '../../../../../src/app/state/lab/device-words.ts';
import { describePace } from '../../../../../src/app/state/config/expectation.ts';

const facts = { isSecureContext: true, hasWebGpu: true, userAgent: 'Chrome/150' };
const adapter = { kind: 'wasm', name: 'CPU, WebAssembly', selfTestError: 0 } as const;
const software = { backend: 'webgpu', code: 'software-adapter', message: 'SwiftShader' } as const;

test('the present backend is named as it is, and WebGPU is offered where the browser has it', () => {
	const labels = (hasWebGpu: boolean, passedOver = [software]) =>
		backendOptions({ ...adapter, passedOver }, { hasWebGpu }).map(({ label }) => label);
	const cpu = ['the CPU with WebAssembly', 'the CPU in float64 (slow)'];
	expect(labels(true)).toEqual(['SwiftShader, through WebGPU', ...cpu]);
	expect(labels(true, [])).toEqual(['WebGPU', ...cpu]);
	expect(labels(false)).toEqual(cpu);
	const onGpu = backendOptions({ ...adapter, kind: 'gpu', name: 'NVIDIA Ampere' }, facts);
	expect(onGpu[0]).toEqual({ backend: 'webgpu', label: 'NVIDIA Ampere' });
	expect(describeAdapter({ kind: 'software', name: 'llvmpipe' })).toBe('llvmpipe, on the CPU');
});

test('why the page does not train on a GPU is said with what to do about it', () => {
	expect(describePassedOver(software, facts)).toContain('only “SwiftShader”');
	const missing = { backend: 'webgpu', code: 'no-webgpu', message: '' } as const;
	const inSafari = { ...facts, hasWebGpu: false, userAgent: 'Safari/605 Version/18' };
	expect(describePassedOver(missing, inSafari)).toMatch(/no WebGPU, so .* on the CPU\. Safari/);
	const refused = { backend: 'wasm', code: 'no-wasm', message: 'a policy refuses' } as const;
	expect(describePassedOver(refused, facts)).toMatch(/cannot be used: a policy refuses\. .*slow/);
});

test('the time of the budget is given only where updates were timed', () => {
	expect(describePace(3000, undefined)).toBe('');
	expect(describePace(3000, 500)).toMatch(/about 500 steps \/ s: 3\s000 steps take 6\u202fs\.$/);
});

test('the header names the device by itself, and what passed the self-test as checked', () => {
	expect(nameDevice({ kind: 'gpu', name: 'NVIDIA Ampere' })).toBe(
		'Your GPU: NVIDIA Ampere, checked'
	);
	expect(nameDevice({ kind: 'wasm', name: '' })).toBe('CPU with WebAssembly, checked');
	expect(nameDevice({ kind: 'reference', name: '' })).toBe('CPU in float64');
});

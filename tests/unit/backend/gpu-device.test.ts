import { expect, test } from 'vitest';
import { openGpuDevice } from '../../../src/engine/backend/webgpu/gpu-device.ts';

/** The part of WebGPU that opening a device uses; keeps the requests. */
function fakeGpu() {
	const asked: unknown[] = [];
	const device = { lost: new Promise(() => undefined), destroy: () => undefined };
	const adapter = {
		info: { vendor: 'nobody', architecture: '', device: '', description: '' },
		limits: { maxBufferSize: 2 ** 40, maxStorageBufferBindingSize: 2 ** 32 - 4 },
		requestDevice: (descriptor: GPUDeviceDescriptor) => {
			asked.push(descriptor.requiredLimits);
			return Promise.resolve(device);
		}
	};
	const gpu: unknown = { requestAdapter: () => Promise.resolve(adapter) };
	return { gpu, asked };
}

const isGpu = (value: unknown): value is GPU => typeof value === 'object';

async function limitsAsked(...raised: Parameters<typeof openGpuDevice>[2][]) {
	const { gpu, asked } = fakeGpu();
	if (!isGpu(gpu)) throw new Error('not an object');
	await openGpuDevice(gpu, () => Promise.resolve(), ...raised);
	return asked;
}

test('a page asks for the default limits', async () => {
	expect(await limitsAsked()).toEqual([{}]);
});

test('limits that are raised are asked for as high as the adapter has them, no others', async () => {
	expect(await limitsAsked(['maxBufferSize', 'maxStorageBufferBindingSize'])).toEqual([
		{ maxBufferSize: 2 ** 40, maxStorageBufferBindingSize: 2 ** 32 - 4 }
	]);
	expect(await limitsAsked(['maxBufferSize'])).toEqual([{ maxBufferSize: 2 ** 40 }]);
});

/** A GPU that answers requests for adapters with these, in turn, and then with the fake. */
function answering(...answers: readonly (() => Promise<unknown>)[]): GPU {
	const { gpu } = fakeGpu();
	if (!isGpu(gpu)) throw new Error('not an object');
	const queue = [...answers];
	const faked: unknown = {
		requestAdapter: () => (queue.shift() ?? (() => gpu.requestAdapter()))()
	};
	if (!isGpu(faked)) throw new Error('not an object');
	return faked;
}
const none = () => Promise.resolve(null);
const refuses = () => Promise.reject(new Error('refused by policy'));
const throws = () => {
	throw new Error('broken');
};

test('an adapter that is withheld, refused or broken for a moment is found', async () => {
	for (const answer of [none, refuses, throws]) {
		const gpu = answering(answer, answer);
		await expect(openGpuDevice(gpu, () => Promise.resolve())).resolves.toMatchObject({
			name: 'nobody'
		});
	}
});

test('a missing adapter is an error by name, with the words of the browser', async () => {
	for (const answer of [none, refuses, throws]) {
		const gpu = answering(answer, answer, answer);
		await expect(openGpuDevice(gpu, () => Promise.resolve())).rejects.toMatchObject({
			code: 'no-adapter'
		});
	}
	const gpu = answering(refuses, refuses, refuses);
	await expect(openGpuDevice(gpu, () => Promise.resolve())).rejects.toThrow('refused by policy');
});

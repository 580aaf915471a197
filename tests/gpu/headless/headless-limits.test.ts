import { expect, test } from 'vitest';
import { openGpuDevice } from '../../../src/engine/backend/webgpu/gpu-device.ts';
import { openTestGpu } from '../../support/gpu.ts';

const DEFAULT_BINDING_BYTES = 128 * 1024 * 1024;
const wait = () => Promise.resolve();

test('the command line may have buffers as large as the adapter allows, the page those of every device', async () => {
	const { host } = await openTestGpu();
	const adapter = await host.gpu.requestAdapter();
	if (adapter === null) throw new Error('no adapter');
	const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
	const page = await openGpuDevice(host.gpu, wait);
	expect(page.device.limits.maxStorageBufferBindingSize).toBe(DEFAULT_BINDING_BYTES);
	page.destroy();

	const raised = ['maxBufferSize', 'maxStorageBufferBindingSize'] as const;
	const { device, guard, destroy } = await openGpuDevice(host.gpu, wait, raised);
	expect(device.limits).toMatchObject({ maxBufferSize, maxStorageBufferBindingSize });
	// Every known driver allows more than the default.
	expect(maxStorageBufferBindingSize).toBeGreaterThan(DEFAULT_BINDING_BYTES);
	device.pushErrorScope('validation');
	const size = DEFAULT_BINDING_BYTES + 256;
	const buffer = device.createBuffer({ size, usage: GPUBufferUsage.STORAGE });
	const layout = device.createBindGroupLayout({
		entries: [{ binding: 0, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'storage' } }]
	});
	device.createBindGroup({ layout, entries: [{ binding: 0, resource: { buffer } }] });
	expect(await guard(device.popErrorScope())).toBeNull();
	buffer.destroy();
	destroy();
});

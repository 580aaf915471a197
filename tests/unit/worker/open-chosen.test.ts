import { expect, test } from 'vitest';
import { ReferenceSession } from '../../../src/engine/backend/reference/reference-session.ts';
import { DEFAULT_BACKENDS, type Backend } from '../../../src/engine/core/backend.ts';
import { LabError, type LabErrorCode } from '../../../src/engine/core/lab-error.ts';
import { openChosen, type DeviceOpener } from '../../../src/worker/open-chosen.ts';
import { referenceDevice, wasmDevice, type RunDevice } from '../../../src/worker/run-device.ts';

interface Offer {
	readonly adapter?: 'gpu' | 'software';
	/** A backend that cannot be opened, and why. */
	readonly failing?: readonly [Backend, LabErrorCode];
}

/** Devices of all backends as a browser may offer them; what was opened. */
function opener({ adapter, failing }: Offer): DeviceOpener & { readonly opened: Backend[] } {
	const opened: Backend[] = [];
	const gpu = (): RunDevice => ({ ...referenceDevice(), kind: adapter ?? 'gpu', name: 'a driver' });
	return {
		opened,
		open: (backend) => {
			opened.push(backend);
			if (failing?.[0] === backend) return Promise.reject(new LabError(failing[1], 'as planned'));
			if (backend === 'webgpu') return Promise.resolve(gpu());
			return Promise.resolve(backend === 'wasm' ? wasmDevice() : referenceDevice());
		},
		findAdapter: () =>
			adapter === undefined
				? Promise.reject(new LabError('no-webgpu', 'navigator.gpu is missing'))
				: Promise.resolve({ kind: adapter, name: 'a driver' }),
		wait: () => Promise.resolve()
	};
}

test('the table of default backends: a GPU trains, anything else computes in WebAssembly', () => {
	expect(DEFAULT_BACKENDS).toEqual({ gpu: 'webgpu', software: 'wasm', none: 'wasm' });
});

test('by default a GPU trains, and a software adapter is not even opened', async () => {
	const onGpu = opener({ adapter: 'gpu' });
	expect((await openChosen('default', onGpu)).report.kind).toBe('gpu');
	expect(onGpu.opened).toEqual(['webgpu']);
	const onSoftware = opener({ adapter: 'software' });
	const { report } = await openChosen('default', onSoftware);
	expect(report.kind).toBe('wasm');
	expect(report.selfTestError).toBeLessThan(1e-5);
	expect(report.passedOver).toEqual([
		{ backend: 'webgpu', code: 'software-adapter', message: 'a driver' }
	]);
	expect(onSoftware.opened).toEqual(['wasm']);
});

test('without an adapter or a device WebAssembly trains, and the report says why', async () => {
	const without = await openChosen('default', opener({}));
	expect(without.report.kind).toBe('wasm');
	expect(without.report.passedOver).toMatchObject([{ backend: 'webgpu', code: 'no-webgpu' }]);
	const refused = opener({ adapter: 'gpu', failing: ['webgpu', 'no-device'] });
	const { report } = await openChosen('default', refused);
	expect(report.passedOver).toMatchObject([{ backend: 'webgpu', code: 'no-device' }]);
});

test('where WebAssembly is refused the reference computes, and the report gives both reasons', async () => {
	const { report } = await openChosen('default', opener({ failing: ['wasm', 'no-wasm'] }));
	expect(report.kind).toBe('reference');
	expect(report.passedOver).toMatchObject([
		{ backend: 'webgpu', code: 'no-webgpu' },
		{ backend: 'wasm', code: 'no-wasm', message: 'as planned' }
	]);
});

test('a GPU that fails in another way is an error, and so is a chosen one that is missing', async () => {
	const wrong = opener({ adapter: 'gpu', failing: ['webgpu', 'gpu-error'] });
	await expect(openChosen('default', wrong)).rejects.toMatchObject({ code: 'gpu-error' });
	const missing = opener({ failing: ['webgpu', 'no-adapter'] });
	await expect(openChosen('webgpu', missing)).rejects.toMatchObject({ code: 'no-adapter' });
	expect(missing.opened).toEqual(['webgpu']);
});

test('WebAssembly that computes wrongly fails its self-test, and the reference takes its place', async () => {
	const sound = opener({});
	const { report } = await openChosen('wasm', {
		...sound,
		open: async (backend) => {
			const device = await sound.open(backend);
			if (backend !== 'wasm') return device;
			// As if a kernel did nothing: the optimizer's.
			const open: RunDevice['open'] = (plan) => {
				const nodes = plan.segments.get('train') ?? [];
				const train = nodes.filter(({ op }) => !op.id.startsWith('adamw'));
				const segments = new Map([...plan.segments, ['train', train] as const]);
				return Promise.resolve(new ReferenceSession({ ...plan, segments }));
			};
			return { ...device, open };
		}
	});
	expect(report.kind).toBe('reference');
	expect(report.passedOver?.[0]?.message).toMatch(/^WebAssembly computes wrongly: .* is off by/);
});

import { LabError } from '../../core/lab-error.ts';
import { Lifetime } from '../../core/lifetime.ts';
import type { AdapterKind } from '../../ops/define.ts';

/** A device whose loss is watched. Every await on it rejects when the device fails. */
export interface GpuDevice {
	readonly device: GPUDevice;
	readonly kind: AdapterKind;
	/** In words, e.g. "nvidia ampere"; "unnamed GPU" where the browser hides it. */
	readonly name: string;
	/** Rejects with `device-lost` or `gpu-error` when the device fails; never resolves. */
	readonly failure: Promise<never>;
	/**
	 * The promise's value; a rejection if the device fails first. After a loss, WebGPU's own
	 * promises may stay pending or resolve with wrong values.
	 */
	readonly guard: <T>(promise: Promise<T>) => Promise<T>;
	/**
	 * The same for promises of finished work on the queue. Some browsers settle these late; see
	 * `withNudges`.
	 */
	readonly finished: <T>(promise: Promise<T>) => Promise<T>;
	destroy(): void;
}

/**
 * When the GPU process dies, `mapAsync` rejects some time before `device.lost` resolves (Chromium
 * 156).
 */
const LOSS_GRACE_MS = 1000;

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render/i;

/** @param info undefined in browsers older than the attribute */
function describe(info: Partial<GPUAdapterInfo> = {}): {
	readonly name: string;
	readonly kind: AdapterKind;
} {
	const text = [info.vendor, info.architecture, info.device, info.description];
	const words = text.filter((word) => word !== undefined && word !== '');
	const isSoftware =
		info.isFallbackAdapter === true ||
		SOFTWARE.test(words.join(' ')) ||
		info.architecture === 'software';
	const name = info.description || words.join(' ') || 'unnamed GPU';
	return { name, kind: isSoftware ? 'software' : 'gpu' };
}

/** A limit that a host may request at the adapter's maximum. */
export type RaisedLimit = 'maxBufferSize' | 'maxStorageBufferBindingSize';

/**
 * Browsers return no adapter for a moment: for 50 to 100 ms after their start, and for up to a
 * second after the GPU process crashed.
 */
const ADAPTER_WAITS_MS = [300, 1000];

function present(gpu: GPU | undefined): GPU {
	if (gpu !== undefined) return gpu;
	throw new LabError('no-webgpu', 'this browser has no WebGPU here: navigator.gpu is missing');
}

/** @throws LabError `no-adapter` if there is none, or the request is rejected */
async function findAdapter(gpu: GPU, wait: (ms: number) => Promise<void>): Promise<GPUAdapter> {
	let problem = 'no usable GPU or driver';
	for (const ms of [0, ...ADAPTER_WAITS_MS]) {
		if (ms > 0) await wait(ms);
		try {
			const adapter = await gpu.requestAdapter();
			if (adapter !== null) return adapter;
		} catch (cause) {
			problem = String(cause);
		}
	}
	throw new LabError(
		'no-adapter',
		`WebGPU is there, but the browser offers no adapter (${problem})`
	);
}

/**
 * What WebGPU offers, without opening a device.
 * @throws LabError `no-webgpu`, `no-adapter`
 */
export async function describeGpu(gpu: GPU | undefined, wait: (ms: number) => Promise<void>) {
	return describe((await findAdapter(present(gpu), wait)).info);
}

/**
 * Asks for an adapter and a device with the default limits and no optional features. Each call
 * requests a new adapter, because a device consumes its adapter, and tries three times.
 * @param raised limits to request at the adapter's maximum; a page raises none, so that it runs the
 * same everywhere
 * @throws LabError `no-webgpu`, `no-adapter`, `no-device`
 */
export async function openGpuDevice(
	gpu: GPU | undefined,
	wait: (ms: number) => Promise<void>,
	raised: readonly RaisedLimit[] = []
): Promise<GpuDevice> {
	const adapter = await findAdapter(present(gpu), wait);
	const { name, kind } = describe(adapter.info);
	const { limits } = adapter;
	const requiredLimits = Object.fromEntries(raised.map((limit) => [limit, limits[limit]]));
	let device: GPUDevice;
	try {
		device = await adapter.requestDevice({ requiredLimits });
	} catch (cause) {
		throw new LabError('no-device', `the adapter "${name}" gives no device`, String(cause));
	}
	return watch(device, name, kind, wait);
}

function watch(
	device: GPUDevice,
	name: string,
	kind: AdapterKind,
	wait: (ms: number) => Promise<void>
): GpuDevice {
	let fail: (error: LabError) => void = () => undefined;
	const lifetime = new Lifetime();
	const failure = new Promise<never>((_, reject) => {
		fail = (error) => {
			lifetime.end(error);
			reject(error);
		};
	});
	// The failure may come while nothing awaits it; the next command rejects with it.
	failure.catch(() => undefined);
	void device.lost.then((info) => {
		fail(new LabError('device-lost', `the GPU device was lost (${info.reason})`, info.message));
	});
	device.onuncapturederror = ({ error }) => {
		fail(new LabError('gpu-error', 'the GPU reported an error', error.message));
	};
	const guard = async <T>(promise: Promise<T>): Promise<T> => {
		try {
			return await lifetime.guard(promise);
		} catch (cause) {
			if (!(cause instanceof LabError)) await lifetime.guard(wait(LOSS_GRACE_MS));
			throw cause;
		}
	};
	return {
		device,
		kind,
		name,
		failure,
		guard,
		finished: guard,
		destroy() {
			device.destroy();
		}
	};
}

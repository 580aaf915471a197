import { DEFAULT_BACKENDS, type Backend, type PassedOver } from '../engine/core/backend.ts';
import { toPlainError, type LabErrorCode } from '../engine/core/lab-error.ts';
import type { DeviceChoice } from './lab-api.ts';
import { openTested, type TestedDevice } from './open-tested.ts';
import type { RunDevice } from './run-device.ts';

/** Where devices come from. */
export interface DeviceOpener {
	open(backend: Backend): Promise<RunDevice>;
	/** What WebGPU offers. @throws LabError `no-webgpu`, `no-adapter` */
	findAdapter(): Promise<{ readonly kind: 'gpu' | 'software'; readonly name: string }>;
	readonly wait: (ms: number) => Promise<void>;
}

const NO_ADAPTER: readonly LabErrorCode[] = ['no-webgpu', 'no-adapter', 'no-device'];

/** @returns the reason for passing over a backend. @throws every other error again */
function passedOver(
	backend: Backend,
	thrown: unknown,
	expected: readonly LabErrorCode[]
): PassedOver {
	const { code, message } = toPlainError(thrown);
	if (!expected.includes(code)) throw thrown;
	return { backend, code, message };
}

function noting({ device, report }: TestedDevice, reason: PassedOver): TestedDevice {
	return { device, report: { ...report, passedOver: [reason, ...(report.passedOver ?? [])] } };
}

/** Where WebAssembly is refused, the reference computes. */
async function openWasm({ open, wait }: DeviceOpener): Promise<TestedDevice> {
	try {
		return await openTested(() => open('wasm'), wait);
	} catch (thrown) {
		const reason = passedOver('wasm', thrown, ['no-wasm']);
		return noting(await openTested(() => open('reference'), wait), reason);
	}
}

/** The WebGPU device if it is the default for its adapter, else why it is not. */
async function openPreferredGpu({
	open,
	findAdapter,
	wait
}: DeviceOpener): Promise<TestedDevice | PassedOver> {
	try {
		const { kind, name } = await findAdapter();
		if (DEFAULT_BACKENDS[kind] === 'webgpu') return await openTested(() => open('webgpu'), wait);
		return { backend: 'webgpu', code: 'software-adapter', message: name };
	} catch (thrown) {
		return passedOver('webgpu', thrown, NO_ADAPTER);
	}
}

/**
 * Opens and tests the device of the user's choice; by default that of the kind of adapter.
 * @throws LabError as `openTested`
 */
export async function openChosen(
	choice: DeviceChoice,
	opener: DeviceOpener
): Promise<TestedDevice> {
	if (choice === 'wasm') return openWasm(opener);
	if (choice !== 'default') return openTested(() => opener.open(choice), opener.wait);
	const found = await openPreferredGpu(opener);
	return 'device' in found ? found : noting(await openWasm(opener), found);
}

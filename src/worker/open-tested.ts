import { LabError, toPlainError, type LabErrorCode } from '../engine/core/lab-error.ts';
import type { AdapterReport } from '../engine/core/telemetry.ts';
import type { RunDevice } from './run-device.ts';
import { selfTest } from './self-test.ts';

/** A sound float32 device is at about 1e-6. */
const SELF_TEST_LIMIT = 1e-4;

/**
 * A device that is lost while it is opened, or while a run is loaded on it, is replaced at most
 * this often.
 */
export const MAX_REOPENINGS = 3;
export const REOPENING_WAIT_MS = 500;

export interface TestedDevice {
	readonly device: RunDevice;
	readonly report: AdapterReport;
}

/** @throws LabError `gpu-error`, `no-wasm` when a small training step is far from float64 */
async function testDevice(device: RunDevice): Promise<AdapterReport> {
	const { kind, name } = device;
	if (kind === 'reference') return { kind, name, selfTestError: 0 };
	const selfTestError = await selfTest((plan) => device.open(plan, () => undefined));
	if (!(selfTestError < SELF_TEST_LIMIT)) {
		const [code, subject]: [LabErrorCode, string] =
			kind === 'wasm' ? ['no-wasm', 'WebAssembly'] : ['gpu-error', `the GPU "${name}"`];
		throw new LabError(
			code,
			`${subject} computes wrongly: a small training step is off by ${selfTestError.toExponential(1)} relative, expected below ${String(SELF_TEST_LIMIT)}`
		);
	}
	return { kind, name, selfTestError };
}

async function openOnce(open: () => Promise<RunDevice>): Promise<TestedDevice> {
	const device = await open();
	try {
		return { device, report: await testDevice(device) };
	} catch (cause) {
		device.dispose();
		throw cause;
	}
}

/**
 * Opens a device and tests it. If the device is lost during the test (the GPU process crashed),
 * another one is opened. If the browser then gives none, the crash is the reason.
 * @param isReplacement whether it takes the place of a device that was lost
 * @throws LabError `no-webgpu`, `no-adapter`, `no-device`, `gpu-blocked`, `device-lost`,
 * `gpu-error`, `no-wasm`
 */
export async function openTested(
	open: () => Promise<RunDevice>,
	wait: (ms: number) => Promise<void>,
	isReplacement = false
): Promise<TestedDevice> {
	let isLost = isReplacement;
	for (let attempt = 1; ; attempt++) {
		try {
			return await openOnce(open);
		} catch (thrown) {
			const { code, message } = toPlainError(thrown);
			if (isLost && (code === 'no-adapter' || code === 'no-device')) {
				throw new LabError('gpu-blocked', `the GPU was lost, and now ${message}`);
			}
			isLost ||= code === 'device-lost';
			if (code !== 'device-lost' || attempt > MAX_REOPENINGS) throw thrown;
			await wait(REOPENING_WAIT_MS * attempt);
		}
	}
}

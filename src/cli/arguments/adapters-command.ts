import { openGpuDevice } from '../../engine/backend/webgpu/gpu-device.ts';
import { LabError } from '../../engine/core/lab-error.ts';
import { loadNodeHost } from './load-node-host.ts';

/** Dawn lists its adapters only in the error for a missing adapter. */
const NO_SUCH_ADAPTER = 'adapter=none of them';
const LISTED = /backend: '([^']*)', name: '([^']*)'/g;

interface Listed {
	readonly backend: string;
	readonly name: string;
}

async function listAdapters(): Promise<readonly Listed[]> {
	const host = await loadNodeHost([NO_SUCH_ADAPTER]);
	try {
		await host.gpu.requestAdapter();
		return [];
	} catch (error) {
		return [...String(error).matchAll(LISTED)].map(([, backend = '', name = '']) => ({
			backend,
			name
		}));
	} finally {
		host.dispose();
	}
}

/**
 * Every adapter that Dawn sees, and the one that a run takes.
 * @throws LabError `no-adapter` when there is none
 */
export async function describeAdapters(): Promise<string> {
	const listed = await listAdapters();
	const host = await loadNodeHost();
	try {
		const adapter = await host.gpu.requestAdapter();
		if (adapter === null) throw new LabError('no-adapter', 'Dawn sees no adapter');
		const device = await openGpuDevice(host.gpu, () => Promise.resolve());
		const { vendor, architecture } = adapter.info;
		const features = [...adapter.features].sort().join(', ');
		const { name, kind } = device;
		device.destroy();
		return [
			...listed.map((one) => `${one.backend}: ${one.name}`),
			'',
			`A run takes: ${name}`,
			`  kind      ${kind === 'software' ? 'software (a CPU driver)' : 'GPU'}`,
			`  vendor    ${vendor}, ${architecture}`,
			`  features  ${features}`,
			''
		].join('\n');
	} finally {
		host.dispose();
	}
}

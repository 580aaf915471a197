import { describeGpu } from '../../engine/backend/webgpu/gpu-device.ts';
import { DEFAULT_BACKENDS } from '../../engine/core/backend.ts';
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
 * Every adapter that Dawn sees, and what a run takes. No device is opened: with some drivers the
 * process ends when one is destroyed.
 * @throws LabError `no-adapter` when there is none
 */
export async function describeAdapters(): Promise<string> {
	const listed = await listAdapters();
	const host = await loadNodeHost();
	try {
		const adapter = await host.gpu.requestAdapter();
		if (adapter === null) throw new LabError('no-adapter', 'Dawn sees no adapter');
		const { name, kind } = await describeGpu(host.gpu, () => Promise.resolve());
		const { vendor, architecture } = adapter.info;
		const features = [...adapter.features].sort().join(', ');
		const isDefault = DEFAULT_BACKENDS[kind] === 'webgpu';
		return [
			...listed.map((one) => `${one.backend}: ${one.name}`),
			'',
			`A run takes: ${isDefault ? name : 'the CPU with WebAssembly'}`,
			`With --backend webgpu: ${name}`,
			`  kind      ${kind === 'software' ? 'software (a CPU driver)' : 'GPU'}`,
			`  vendor    ${vendor}, ${architecture}`,
			`  features  ${features}`,
			''
		].join('\n');
	} finally {
		host.dispose();
	}
}

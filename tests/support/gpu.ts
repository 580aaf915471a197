import { createNodeHost, type NodeHost } from '../../src/host/node.ts';

export interface TestGpu {
	readonly host: NodeHost;
	/** Facts about the adapter that the process computes on, for messages and tolerances. */
	readonly info: GPUAdapterInfo;
}

let opened: Promise<TestGpu> | undefined;

async function open(): Promise<TestGpu> {
	const host = createNodeHost();
	const adapter = await host.gpu.requestAdapter();
	if (adapter === null) {
		host.dispose();
		throw new Error(
			'no WebGPU adapter: install Chromium or Chrome, whose SwiftShader is used (Debian: apt-get install chromium), ' +
				'or a Vulkan driver, and see that VK_ICD_FILENAMES names its manifest'
		);
	}
	return { host, info: adapter.info };
}

/**
 * The host of this test process; all files share it, since a second Dawn instance may lose the
 * first one's adapter. It is never disposed: Vitest ends the process.
 * @throws Error when there is no adapter: a failure, never a skip
 */
export function openTestGpu(): Promise<TestGpu> {
	opened ??= open();
	return opened;
}

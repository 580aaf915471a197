import { LabError } from '../../engine/core/lab-error.ts';
import type { NodeHost } from '../../host/node.ts';

/**
 * Makes Dawn's host, loading Dawn only now: help and the reference backend do without it.
 * @param flags Dawn's own
 * @throws LabError `no-webgpu` when Dawn's binary cannot be loaded here
 */
export async function loadNodeHost(flags: readonly string[] = []): Promise<NodeHost> {
	const { createNodeHost } = await import('../../host/node.ts').catch((cause: unknown) => {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new LabError('no-webgpu', `Dawn (the npm package webgpu) could not be loaded: ${reason}`);
	});
	return createNodeHost(flags);
}

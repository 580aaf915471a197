import { backendOf, type Backend, type PassedOver } from '../../../engine/core/backend.ts';
import type { AdapterReport } from '../../../engine/core/telemetry.ts';
import type { BrowserFacts } from '../../client/browser-facts.ts';
import { webGpuHint } from './failure-advice.ts';

/** What the network trains on, to follow "Training on". */
export function describeAdapter({ kind, name }: Pick<AdapterReport, 'kind' | 'name'>): string {
	switch (kind) {
		case 'gpu':
			return name;
		case 'software':
			return `${name}, on the CPU`;
		case 'wasm':
			return 'the CPU with WebAssembly';
		case 'reference':
			return 'the CPU in float64';
		default:
			return kind satisfies never;
	}
}

/** The same by itself, for the header of the page. "Checked" is what passed the self-test. */
export function nameDevice({ kind, name }: Pick<AdapterReport, 'kind' | 'name'>): string {
	switch (kind) {
		case 'gpu':
			return `Your GPU: ${name}, checked`;
		case 'software':
			return `${name} on the CPU, checked`;
		case 'wasm':
			return 'CPU with WebAssembly, checked';
		case 'reference':
			return 'CPU in float64';
		default:
			return kind satisfies never;
	}
}

/** A backend that the user can choose. */
export interface BackendOption {
	readonly backend: Backend;
	readonly label: string;
}

/** The backends that can be chosen here, the present one named as it is. */
export function backendOptions(
	adapter: AdapterReport,
	{ hasWebGpu }: Pick<BrowserFacts, 'hasWebGpu'>
): readonly BackendOption[] {
	const present = backendOf(adapter.kind);
	const software = adapter.passedOver?.find(({ code }) => code === 'software-adapter');
	const labels: Readonly<Record<Backend, string>> = {
		webgpu: software === undefined ? 'WebGPU' : `${software.message}, through WebGPU`,
		wasm: describeAdapter({ kind: 'wasm', name: '' }),
		reference: `${describeAdapter({ kind: 'reference', name: '' })} (slow)`
	};
	const all: readonly Backend[] = ['webgpu', 'wasm', 'reference'];
	return all
		.filter((backend) => backend === present || backend !== 'webgpu' || hasWebGpu)
		.map((backend) => ({
			backend,
			label: backend === present ? describeAdapter(adapter) : labels[backend]
		}));
}

/** Why a better backend was not taken, a sentence or two. */
export function describePassedOver(
	{ backend, code, message }: PassedOver,
	facts: Pick<BrowserFacts, 'isSecureContext' | 'hasWebGpu' | 'userAgent'>
): string {
	if (backend === 'wasm') {
		return `WebAssembly cannot be used: ${message}. The network trains in float64 instead, which is slow.`;
	}
	if (code === 'software-adapter') {
		return `WebGPU has no GPU here, only “${message}”, which computes on the CPU. WebAssembly is faster.`;
	}
	const what = code === 'no-webgpu' ? 'This browser has no WebGPU' : 'WebGPU finds no GPU here';
	return `${what}, so the network trains on the CPU. ${webGpuHint(facts)}`;
}

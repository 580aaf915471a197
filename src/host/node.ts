import { readdirSync, readFileSync } from 'node:fs';
import { LabError } from '../engine/core/lab-error.ts';
import type { Host } from './host.ts';
import { pollPatiently } from './patient-polling.ts';

/**
 * A host with a life: Dawn keeps Node running for as long as its GPU object and devices are held.
 */
export interface NodeHost extends Host {
	readonly gpu: GPU;
	/** Drops the GPU object. Destroy every device first; `gpu` throws from here on. */
	dispose(): void;
}

// Importing this file fails where the binary cannot be loaded. Not a static import: bundlers would
// move it to the top of the one file, where what needs no GPU fails without it too.
const { create, globals } = await import('webgpu');

const SHADER_FOLDER = new URL('../../shaders/', import.meta.url);
const EXTENSION = '.wgsl';

/**
 * WGSL text by stem whatever folder it is in, and of shaders/lib/ by `lib/<stem>`, read from the
 * working tree.
 */
function readShaders(): Readonly<Record<string, string>> {
	const files = readdirSync(SHADER_FOLDER, { recursive: true, encoding: 'utf8' })
		.map((file) => file.replaceAll('\\', '/'))
		.filter((file) => file.endsWith(EXTENSION))
		.sort();
	return Object.freeze(
		Object.fromEntries(
			files.map((file) => {
				const stem = file.slice(file.lastIndexOf('/') + 1, -EXTENSION.length);
				const text = readFileSync(new URL(file, SHADER_FOLDER), 'utf8');
				return [file.startsWith('lib/') ? `lib/${stem}` : stem, text];
			})
		)
	);
}

/**
 * The engine's host in Node: Dawn from the npm package `webgpu`, shader text from files, and the
 * process clock. Installs Dawn's globals (`GPUBufferUsage` and the like) for the whole process.
 * @param flags Dawn's own, e.g. `adapter=llvmpipe` or `enable-dawn-features=allow_unsafe_apis`
 * @throws LabError `no-webgpu` when `gpu` is used after `dispose()`
 */
export function createNodeHost(flags: readonly string[] = []): NodeHost {
	Object.assign(globalThis, globals);
	pollPatiently(GPUBuffer.prototype, ['mapAsync']);
	pollPatiently(GPUQueue.prototype, ['onSubmittedWorkDone']);
	let gpu: GPU | undefined = create([...flags]);
	return {
		get gpu() {
			if (gpu === undefined) {
				throw new LabError(
					'no-webgpu',
					'node host: expected to be used before dispose(), got after'
				);
			}
			return gpu;
		},
		shaders: readShaders(),
		now: () => performance.now(),
		dispose() {
			gpu = undefined;
		}
	};
}

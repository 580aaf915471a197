import { readdirSync, readFileSync } from 'node:fs';
import { LabError } from '../engine/core/lab-error.ts';
import type { Host } from './host.ts';
import { pollPatiently } from './patient-polling.ts';

/**
 * A host that must be disposed of: Dawn keeps Node running while its GPU object or a device exists.
 */
export interface NodeHost extends Host {
	readonly gpu: GPU;
	/** Drops the GPU object. Destroy every device first; `gpu` throws from here on. */
	dispose(): void;
}

// Importing this file fails if the binary cannot be loaded. The import is dynamic, because bundlers
// move static imports to the top of the bundle, where commands that need no GPU would fail too.
const { create, globals } = await import('webgpu');

const SHADER_FOLDER = new URL('../../shaders/', import.meta.url);
const EXTENSION = '.wgsl';

/**
 * WGSL text, read from the working tree: by stem in any folder, files of shaders/lib/ by
 * `lib/<stem>`.
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
 *
 * @param flags of Dawn, e.g. `adapter=llvmpipe` or `enable-dawn-features=allow_unsafe_apis`
 * @throws LabError `no-webgpu` if `gpu` is used after `dispose()`
 */
export function createNodeHost(flags: readonly string[] = []): NodeHost {
	Object.assign(globalThis, globals);
	pollPatiently(GPUBuffer.prototype, ['mapAsync']);
	pollPatiently(GPUQueue.prototype, ['onSubmittedWorkDone']);
	const shaders = readShaders();
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
		loadShaders: () => Promise.resolve(shaders),
		now: () => performance.now(),
		dispose() {
			gpu = undefined;
		}
	};
}

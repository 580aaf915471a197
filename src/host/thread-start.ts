import type { BlockCall } from './kernel-module.ts';

/** What a thread begins with. */
export interface ThreadStart {
	readonly module: WebAssembly.Module;
	readonly memory: WebAssembly.Memory;
	readonly calls: readonly BlockCall[];
	readonly queue: SharedArrayBuffer;
	readonly thread: number;
}

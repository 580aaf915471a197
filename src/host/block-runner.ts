import type { BlockCall, Kernel } from './kernel-module.ts';

/** Runs a block of one of the calls. */
export type RunBlock = (call: number, block: number) => void;

/**
 * Binds calls to the kernels of one thread.
 * @param thread number of the thread: it decides which scratch memory is its own
 * @throws Error when a kernel is missing, or takes another number of arguments
 */
export function blockRunner(
	calls: readonly BlockCall[],
	kernels: ReadonlyMap<string, Kernel>,
	thread: number
): RunBlock {
	const bound = calls.map(({ kernel: name, args, shared, own, parts, blockParts }) => {
		const kernel = kernels.get(name);
		if (kernel === undefined) throw new Error(`WebAssembly has no kernel "${name}"`);
		const after = [...shared, ...(own === undefined ? [] : [own.start + thread * own.bytes])];
		const all = [...args, 0, 0, ...after];
		if (kernel.length !== all.length) {
			throw new Error(
				`kernel "${name}": expected ${String(kernel.length)} arguments, got ${String(all.length)}`
			);
		}
		const at = args.length;
		return (block: number) => {
			all[at] = block * blockParts;
			all[at + 1] = Math.min(parts, (block + 1) * blockParts);
			kernel(...all);
		};
	});
	return (call, block) => {
		bound[call]?.(block);
	};
}

import type { Work } from './flops.ts';
import type { Roofline } from './roofline.ts';

/** The least times that an adapter needs for some work, in ms. */
export interface Floors {
	readonly computeMs: number;
	readonly memoryMs: number;
	/** Kernel by kernel the larger of both: they run one after the other. */
	readonly rooflineMs: number;
}

/**
 * The best bandwidth at any working set that is not clearly smaller, in 1e9 B/s: of the sizes
 * measured, the largest that a kernel's fits over, and all above it. A smaller one may fit into a
 * faster cache, so this is a bound; for tiny ones it is the best of all, since their own
 * measurement is mostly the cost of a dispatch.
 */
export function bandwidthAt({ memory }: Roofline, workingSetBytes: number): number {
	const sizes = memory.map((entry) => entry.workingSetBytes);
	const below = sizes.filter((size) => size <= workingSetBytes);
	const least = Math.max(Math.min(...sizes), ...below);
	return Math.max(
		...memory
			.filter((entry) => entry.workingSetBytes >= least)
			.map(({ gigabytes }) => gigabytes.high)
	);
}

/** Of one kernel, whose working set is every input and output once. */
export function floorsOf({ flop, bytes }: Work, roofline: Roofline): Floors {
	const computeMs = flop / roofline.gflops.high / 1e6;
	const memoryMs = bytes / bandwidthAt(roofline, bytes) / 1e6;
	return { computeMs, memoryMs, rooflineMs: Math.max(computeMs, memoryMs) };
}

/** Of a step, whose kernels wait for each other. */
export function sumFloors(kernels: readonly Floors[]): Floors {
	const sum = (of: (floors: Floors) => number) =>
		kernels.reduce((total, floors) => total + of(floors), 0);
	return {
		computeMs: sum(({ computeMs }) => computeMs),
		memoryMs: sum(({ memoryMs }) => memoryMs),
		rooflineMs: sum(({ rooflineMs }) => rooflineMs)
	};
}

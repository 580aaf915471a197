import type { AdapterKind } from './define.ts';

/**
 * How many invocations share one output of a kernel that uses one of the `lanes-` libraries.
 */
export interface Lanes {
	readonly libraries: readonly string[];
	readonly overrides: Readonly<Record<string, number>>;
	/** Outputs that a workgroup makes. */
	readonly outputs: number;
}

/** One invocation an output. Small workgroups keep all cores busy where outputs are few. */
export const oneLane = (workgroupSize = 64): Lanes => ({
	libraries: ['lanes-one'],
	overrides: { WORKGROUP_SIZE: workgroupSize },
	outputs: workgroupSize
});

/** A workgroup of 64 an output. */
export const LANES_64: Lanes = {
	libraries: ['workgroup-sum', 'workgroup-sum4', 'workgroup-peak', 'lanes-64'],
	overrides: {},
	outputs: 1
};

/**
 * A workgroup of 256 for neighbouring columns: so many invocations each that together they are 256.
 */
export const columnLanes = (columns: 8 | 16): Lanes => ({
	libraries: ['lanes-columns'],
	overrides: { COLUMNS: columns, LANES: 256 / columns },
	outputs: columns
});

/**
 * A row is a workgroup's on a GPU, where neighbours then load neighbouring elements, and one
 * invocation's on a software adapter, where a workgroup with barriers costs half a millisecond.
 */
export const lanesOfRow = (kind: AdapterKind): Lanes => (kind === 'gpu' ? LANES_64 : oneLane());

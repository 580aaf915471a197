/** Where a lane trains. Times are compared with ours in the same host. */
export type Host = 'Node' | 'Chromium' | 'Python';

/** One way of training an experiment on the CPU, from its initial weights. */
export interface Lane {
	readonly id: string;
	readonly label: string;
	readonly host: Host;
	readonly threads: number;
	/** What the label does not say, such as an adapter or a BLAS. */
	readonly details?: string;
	/** Why its times are not divided by ours. */
	readonly withoutRatio?: string;
	/** Trains some steps and returns the train loss before each. */
	losses(): Promise<readonly number[]>;
	/** Milliseconds per step of one repeat. The first call also finds out how long one may be. */
	repeat(): Promise<number>;
	close(): void | Promise<void>;
}

/** A lane that can be opened, unless its library or machine refuses. */
export interface LaneSpec extends Pick<Lane, 'id' | 'label' | 'host' | 'threads'> {
	open(): Promise<Lane>;
}

/** So many steps are compared before the times count. */
export const COMPARED_STEPS = 5;

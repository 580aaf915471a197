import type { Variation } from '../config/replicas.ts';
import type { Backend } from '../engine/core/backend.ts';

/**
 * What a run is, where it came from and how long it took so far: what a resumed run needs besides
 * its state.
 */
export interface RunRecord {
	/**
	 * Fragment with its #. It names the key rule in force: events say from which step on. Its live
	 * parameters are those that training began with.
	 */
	readonly link: string;
	readonly replicas: number;
	/** By replica, what differs from the link. Absent: replica r has the link's seeds + r. */
	readonly varied?: readonly Variation[];
	readonly backend: Backend;
	/** In words, as the driver says it. */
	readonly adapter: string;
	/** How the model is computed: part of what makes a curve the same bit for bit. */
	readonly formulation: string;
	readonly versions: Readonly<Record<string, string>>;
	/** File that the initial weights came from; null: the seed. */
	readonly init: string | null;
	/** File that the split came from; null: the seed. */
	readonly split: string | null;
	/** ISO 8601. */
	readonly startedAt: string;
	/** From start to end of every session, compilation included. */
	readonly wallSeconds: number;
	/** Spent on updates and evaluations. */
	readonly trainSeconds: number;
	/** Whether every view is written at the end. */
	readonly views: boolean;
	/** Whether snapshots are kept during training, and measures settled at the end. */
	readonly snapshots: boolean;
	/** The step that it was to stop at: 0 when weights were only evaluated. Absent: its budget. */
	readonly until?: number;
}

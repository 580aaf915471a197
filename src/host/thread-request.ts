import type { ThreadStart } from './thread-start.ts';

/** The message by which a worker asks its page for a thread. */
export interface ThreadRequest {
	readonly threadScript: string;
	readonly start: ThreadStart;
	/** Brings reports to the worker. A message from the worker ends the thread. */
	readonly port: MessagePort;
}

/** What the page reports of a thread: that it has begun, or why it failed. */
export interface ThreadReport {
	readonly failure?: string;
}

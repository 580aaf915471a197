/**
 * Calls back when a worker that holds this lock has ended, in whatever way. Where locks are missing
 * or denied (a sandboxed frame, a foreign frame without storage) it never does: the heartbeat
 * notices instead.
 */
export async function onLockFree(name: string, ended: () => void): Promise<void> {
	try {
		await navigator.locks.request(name, ended);
	} catch {
		// Locks are denied to the page, though the worker got one. The heartbeat still notices its
		// end.
	}
}

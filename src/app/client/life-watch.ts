/**
 * Calls back when a worker that holds this lock has ended, in whatever way. Where locks are missing or denied (a
 * sandboxed frame, a foreign frame without storage) it never does: the heartbeat notices instead.
 */
export async function onLockFree(name: string, ended: () => void): Promise<void> {
	try {
		await navigator.locks.request(name, ended);
	} catch {
		// Denied here, though the worker has it: the heartbeat is left.
	}
}

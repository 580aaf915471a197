/**
 * Holds a lock until the worker ends: not every browser has an event for a killed worker, but its
 * lock comes free in all of them. Resolves with whether it is held: not without locks (an insecure
 * context), and not where they are denied (a sandboxed frame, a foreign frame without storage).
 */
export function holdLifeLock(name: string): Promise<boolean> {
	return new Promise((resolve) => {
		const request = async () => {
			await navigator.locks.request(name, () => {
				resolve(true);
				return new Promise(() => undefined);
			});
		};
		request().catch(() => {
			resolve(false);
		});
	});
}

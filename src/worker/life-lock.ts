/**
 * Holds a lock until the worker ends. Not every browser has an event for a killed worker, but all
 * of them release its lock.
 * @returns whether it is held; false if there are no locks (an insecure context) or they are denied
 * (a sandboxed frame, a foreign frame without storage)
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

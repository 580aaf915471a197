/**
 * Holds a lock until the worker ends: no event tells a page that its worker was killed, but a lock that comes free does.
 * Without locks (an insecure context, in which there is no WebGPU either) it does nothing.
 */
export function holdLifeLock(name: string): Promise<void> {
	if (!('locks' in navigator)) return Promise.resolve();
	return new Promise((resolve) => {
		void navigator.locks.request(name, () => {
			resolve();
			return new Promise(() => undefined);
		});
	});
}

/**
 * Holds a lock until the worker ends: no event tells a page in every browser that its worker was killed, but a lock that
 * comes free does. Resolves with whether it is held: not without locks (an insecure context), and not where they are
 * denied (a sandboxed frame, a foreign frame without storage).
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

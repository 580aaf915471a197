/**
 * The order of a repeat's turns. Another one comes first each time, since the one before affects
 * the caches.
 * @returns `items` from the n-th on, counted round, then those before it
 */
export function rotated<T>(items: readonly T[], n: number): readonly T[] {
	const start = n % Math.max(1, items.length);
	return [...items.slice(start), ...items.slice(0, start)];
}

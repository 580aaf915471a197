let count = 0;

/**
 * A name that no other tab of the origin uses: random, or made of clocks where the browser gives no
 * random numbers.
 */
export function uniqueName(prefix: string): string {
	count += 1;
	try {
		return `${prefix}-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`;
	} catch {
		return `${prefix}-${String(Date.now())}-${String(performance.now())}-${String(count)}`;
	}
}

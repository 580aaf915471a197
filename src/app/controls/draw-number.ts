/** A random whole number from `min` to `max` other than `present`. */
export function drawOther(
	{ min, max }: { readonly min: number; readonly max: number },
	present: number
): number {
	const count = max - min + 1;
	const drawn = min + ((crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % count);
	if (drawn !== present) return drawn;
	return drawn === max ? min : drawn + 1;
}

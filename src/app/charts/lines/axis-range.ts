const LADDER = Object.freeze([1, 1.5, 2, 3, 4, 5, 6, 8, 10]);

/** A round number of at least `value`, so that a growing axis changes in jumps. */
function roundUp(value: number): number {
	const decade = 10 ** Math.floor(Math.log10(Math.max(1, value)));
	const factor = LADDER.find((step) => step * decade >= value) ?? 10;
	return factor * decade;
}

const FIRST_DOMAIN = 100;

/** End of the step axis of all charts for a run at `lastStep`. */
export const lastStepOnAxis = (lastStep: number): number =>
	roundUp(Math.max(FIRST_DOMAIN, lastStep));

/** Smaller values are left out, because their decade cannot be represented in float64. */
const LEAST = 1e-300;

/** Whole decades that contain the positive values, at least from `floor` to `ceiling`. */
export function decadeRange(
	values: readonly (readonly { readonly y: number }[])[],
	floor: number,
	ceiling: number
): { readonly min: number; readonly max: number } {
	let min = floor;
	let max = ceiling;
	for (const points of values) {
		for (const { y } of points) {
			if (y >= LEAST && y < min) min = y;
			if (y > max && Number.isFinite(y)) max = y;
		}
	}
	const below = Math.floor(Math.log10(min) + 1e-9);
	// A full decade of empty space on top would be too much: round up to 1, 2 or 5 times a decade.
	const decade = 10 ** Math.floor(Math.log10(max) + 1e-9);
	const top = [1, 2, 5, 10].find((factor) => factor * decade >= max * 1.05) ?? 10;
	return { min: 10 ** below, max: top * decade };
}

/** The decades inside a range, thinned to about `limit` of them. */
export function decadeTicks(min: number, max: number, limit: number): number[] {
	const first = Math.ceil(Math.log10(min) - 1e-9);
	const last = Math.floor(Math.log10(max) + 1e-9);
	const stride = Math.max(1, Math.ceil((last - first + 1) / limit));
	const ticks: number[] = [];
	for (let exponent = first; exponent <= last; exponent += 1) {
		if (exponent % stride === 0) ticks.push(10 ** exponent);
	}
	return ticks;
}

/** The share of a linear axis that is left free at an end where values are. */
const MARGIN = 0.05;

/** A linear range that contains 0 and every finite value. */
export function plainRange(values: readonly (readonly { readonly y: number }[])[]): {
	readonly min: number;
	readonly max: number;
} {
	let [min, max] = [0, 0];
	for (const points of values) {
		for (const { y } of points) {
			if (!Number.isFinite(y)) continue;
			if (y < min) min = y;
			if (y > max) max = y;
		}
	}
	const margin = MARGIN * (max - min) || 1;
	return { min: min < 0 ? min - margin : 0, max: max > 0 || min === 0 ? max + margin : 0 };
}

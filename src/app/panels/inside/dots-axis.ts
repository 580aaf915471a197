/** A logarithmic axis from one power of ten to another. */
export interface DecadeAxis {
	readonly from: number;
	readonly to: number;
	/** Powers of ten, at most about six. */
	readonly ticks: readonly number[];
}

const MOST_TICKS = 6;

/** The axis for some values; those that are not finite and above 0 have no place on it. */
export function decadesOf(values: readonly number[]): DecadeAxis {
	const exponents = values
		.filter((value) => value > 0 && Number.isFinite(value))
		.map((value) => Math.log10(value));
	const from = Math.floor(Math.min(0, ...exponents));
	const to = Math.max(from + 1, Math.ceil(Math.max(0, ...exponents)));
	const stride = Math.ceil((to - from + 1) / MOST_TICKS);
	const ticks = Array.from(
		{ length: Math.floor((to - from) / stride) + 1 },
		(_, i) => 10 ** (from + stride * i)
	);
	return { from, to, ticks };
}

/** The place of a value on the axis, from 0 to 1; 0 for values that are too small for it. */
export function shareOfDecades({ from, to }: DecadeAxis, value: number): number {
	const place = (Math.log10(value) - from) / (to - from);
	return Number.isNaN(place) ? 0 : Math.min(1, Math.max(0, place));
}

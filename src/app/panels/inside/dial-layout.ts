/** Narrowest circle, in px, with its numbers below it, and with them beside it. */
const BELOW = 190;
const BESIDE = 290;
/** Between two circles. */
export const DIAL_GAP = 16;

/** How many circles are in a row, and whether the numbers of each are beside it. */
export interface DialLayout {
	readonly columns: number;
	readonly isBeside: boolean;
}

/**
 * All circles are in one row if there is room, else in rows of the same length as far as possible.
 * @param width in px
 */
export function dialLayout(count: number, width: number): DialLayout {
	if (count > 1 && (width - DIAL_GAP * (count - 1)) / count >= BELOW) {
		return { columns: count, isBeside: false };
	}
	const most = Math.max(1, Math.floor((width + DIAL_GAP) / (BESIDE + DIAL_GAP)));
	const rows = Math.ceil(count / most);
	return { columns: Math.max(1, Math.ceil(count / rows)), isBeside: true };
}

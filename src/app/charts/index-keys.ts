/** With Shift a key moves this many places. */
const SHIFT_PLACES = 10;

/**
 * The place in a row that a key selects, at most at an end; undefined for other keys and in an
 * empty row.
 * @param from undefined if no place is selected; then an arrow key selects the first or the last
 */
export function movedIndex(
	from: number | undefined,
	{ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
	count: number
): number | undefined {
	const last = count - 1;
	const by = shiftKey ? SHIFT_PLACES : 1;
	const to = {
		ArrowRight: from === undefined ? 0 : from + by,
		ArrowLeft: from === undefined ? last : from - by,
		Home: 0,
		End: last
	}[key];
	return to === undefined || count === 0 ? undefined : Math.min(last, Math.max(0, to));
}

/**
 * Attributes of an element in which keys move along a row of places.
 * @param label says what the keys do
 */
export const indexKeys = (
	label: string,
	selected: () => number | undefined,
	count: () => number,
	select: (place: number | undefined) => void
) => ({
	role: 'application' as const,
	tabindex: 0,
	'aria-label': label,
	onkeydown(event: KeyboardEvent) {
		const moved = movedIndex(selected(), event, count());
		if (moved === undefined) return;
		event.preventDefault();
		// Arrow keys of the page must not act as well.
		event.stopPropagation();
		select(moved);
	},
	onblur() {
		select(undefined);
	}
});

/** A label that belongs to a place on the axis, in pixels. */
interface Label {
	readonly label: string;
	readonly at: number;
	readonly width: number;
}

/**
 * Where labels in a row begin. Each stands right of its place and may hang over where it is free; the last one is
 * moved left to end at `right`. Later labels come first: one that would run into the next is left out.
 * @param labels by ascending place
 */
export function placeLabels(
	labels: readonly Label[],
	right: number,
	gap: number
): readonly { readonly label: string; readonly left: number }[] {
	const placed: { readonly label: string; readonly left: number }[] = [];
	let free = right;
	for (const { label, at, width } of labels.toReversed()) {
		const end = free - gap - width;
		const left = placed.length === 0 ? Math.min(at + gap, end) : at + gap;
		if (left > end) continue;
		placed.unshift({ label, left });
		free = left;
	}
	return placed;
}

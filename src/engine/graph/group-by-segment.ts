/**
 * Groups entries by the segment they point at (a stable counting sort): `order` lists the entries;
 * those of segment s are at offsets[s] <= i < offsets[s + 1].
 * @param index segment of every entry, each below `segments`
 */
export function groupBySegment(
	index: Uint32Array,
	segments: number
): { readonly order: Uint32Array; readonly offsets: Uint32Array } {
	const offsets = new Uint32Array(segments + 1);
	for (const segment of index) offsets[segment + 1] = (offsets[segment + 1] ?? 0) + 1;
	for (let s = 0; s < segments; s++) offsets[s + 1] = (offsets[s + 1] ?? 0) + (offsets[s] ?? 0);
	const next = offsets.slice(0, segments);
	const order = new Uint32Array(index.length);
	index.forEach((segment, entry) => {
		const at = next[segment] ?? 0;
		order[at] = entry;
		next[segment] = at + 1;
	});
	return { order, offsets };
}

// column-tree: sums of 8 columns over 32 row lanes of a workgroup of 8 x 32, by a fixed pairwise
// tree. Every invocation must call it (it holds barriers); row lane 0 gets the sum of its column.
// Workgroup memory 1 KiB. Eight neighbouring columns fill the 32 bytes that a GPU loads at least.
const COLUMN_TREE_COLUMNS = 8u;
const COLUMN_TREE_LANES = 32u;

var<workgroup> column_tree_parts: array<f32, 256>;  // [32 row lanes, 8 columns]

fn column_tree(local: vec2u, value: f32) -> f32 {
	let at = local.y * COLUMN_TREE_COLUMNS + local.x;
	column_tree_parts[at] = value;
	for (var half = COLUMN_TREE_LANES / 2u; half > 0u; half /= 2u) {
		workgroupBarrier();
		if (local.y < half) {
			column_tree_parts[at] += column_tree_parts[at + half * COLUMN_TREE_COLUMNS];
		}
	}
	return column_tree_parts[at];
}

// matmul-slices: op(A) op(B) cut into slices of k, as the tiles through workgroup memory load them,
// for GPUs. Goes behind matmul-product and in front of a tile library, which declares SLICE_LANES
// and SLICE_DEPTH (their product is 256). Operands are loaded by matmul_left, matmul_right and
// matmul_other. A tile is 4 SLICE_LANES long along either outer axis; lane x has the places x, x +
// SLICE_LANES, x + 2 SLICE_LANES and x + 3 SLICE_LANES of it, kept as one vec4. Of every slice an
// invocation loads one such vec4 of each operand, 8 scalar loads, into registers. Its step of k and
// lane x are chosen so that neighbours load along whichever axis of the operand is contiguous: for
// both orientations they coalesce into runs of SLICE_LANES or SLICE_DEPTH floats. Loads from
// storage are scalar: a vec4 load would need rows of a multiple of 4 floats along the contiguous
// axis (logits have 113 or 114), and move no byte less. It would save 6 of the 8 loads, beside 256
// multiply-adds and 32 vec4 loads from workgroup memory. A slice is stored as a row of SLICE_LANES
// + 1 vec4s for each step of k. A GPU stores the vec4s of 8 neighbours together, and they lie in 32
// different banks: neighbours along x are next to each other in a row; neighbours along k are a row
// apart, 68 or 36 floats, which is 4 more than a multiple of 32. Rows are arrays of their own, so
// that the bounds checks of a loop over steps of k are on loop variables and on what does not
// change: they cost nothing.

// What an invocation loads of every slice: where its four places of either operand begin, its steps
// of k and its lanes.
struct SlicePlaces {
	left: vec4u,
	right: vec4u,
	left_k: u32,
	left_lane: u32,
	right_k: u32,
	right_lane: u32,
}

// Four places of either operand at one step of k.
struct Slice {
	left: vec4f,
	right: vec4f,
}

// (step of k, lane) of an invocation, neighbours along k or along the outer axis.
fn slice_place(lane: u32, is_along_k: bool) -> vec2u {
	let along_outer = vec2u(lane / SLICE_LANES, lane % SLICE_LANES);
	return select(along_outer, vec2u(lane % SLICE_DEPTH, lane / SLICE_DEPTH), is_along_k);
}

// The places of a lane along an axis from its first one on; past the end its own last one again.
fn lane_places(first: u32, size: u32) -> vec4u {
	let start = min(first, size - 1u);
	let last = start + (size - 1u - start) / SLICE_LANES * SLICE_LANES;
	return min(vec4u(start) + SLICE_LANES * vec4u(0u, 1u, 2u, 3u), vec4u(last));
}

fn slice_places(product: MatmulProduct, first: vec2u, lane: u32) -> SlicePlaces {
	let left = slice_place(lane, product.left_column == 1u);
	let right = slice_place(lane, product.right_row == 1u);
	return SlicePlaces(
		product.left + lane_places(first.x + left.y, product.m) * product.left_row,
		product.right + lane_places(first.y + right.y, product.n) * product.right_column,
		left.x, left.y, right.x, right.y
	);
}

// The slice of a part from step `start` of k on; steps past the end of k are the last one again.
fn load_slice(product: MatmulProduct, places: SlicePlaces, part: u32, start: u32) -> Slice {
	let last_k = product.k - 1u;
	let left_k = min(start + places.left_k, last_k);
	let right_k = min(start + places.right_k, last_k);
	let left = places.left + (part * product.left_part + left_k * product.left_column);
	let right = places.right + (part * product.right_part + right_k * product.right_row);
	var slice: Slice;
	slice.left = vec4f(matmul_left(left.x), matmul_left(left.y), matmul_left(left.z), matmul_left(left.w));
	if (product.is_other) { slice.right = matmul_other(right); } else { slice.right = matmul_right(right); }
	return slice;
}

// The slice from step `start` on with zeros past the end of k. Called when the slice is stored, not
// when it is loaded, so that the loads are not needed earlier.
fn real_steps(product: MatmulProduct, places: SlicePlaces, start: u32, slice: Slice) -> Slice {
	return Slice(
		select(vec4f(0.0), slice.left, start + places.left_k < product.k),
		select(vec4f(0.0), slice.right, start + places.right_k < product.k)
	);
}

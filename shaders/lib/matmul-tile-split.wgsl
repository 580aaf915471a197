// matmul-tile-split: 32 x 32 outputs of op(A) op(B), k split within the workgroup, for GPUs and
// products with few tiles. Goes behind matmul-slices. Writes results by matmul_write; workgroups of
// 16 x 16 invocations: four groups of 64 lanes, each with a 4 x 4 register tile whose rows and
// columns are 8 apart. Of every slice of 32 steps of k a group takes 8; in the end the four sums of
// an output are added in fixed order, (0 + 2) + (1 + 3), and every group writes one row in four of
// the results. Four times the workgroups of matmul-tile-shared, each with a quarter of the work: a
// product of 20 tiles of 64 x 64 would leave most of a GPU idle, and one of 4 with a long k would
// take as long as its longest sum. Intensity: a slice is 2 x 1024 floats for 32 768 multiply-adds,
// 1/4 byte of storage traffic a multiply-add, 8 flop a byte, half of the larger tile's, mostly from
// the cache; two vec4 loads from workgroup memory feed 16 multiply-adds as there. Loads coalesce
// into runs of 8 floats along an outer axis, of 32 along k, results into runs of 8. The next slice
// is loaded while one is computed. Workgroup memory 9 KiB of 16, which the sums pass through as
// well; 64 registers (tests/bench/results/registers-rdna2.json).
const TILE_LANES_X = 16u;
const TILE_LANES_Y = 16u;
const SLICE_LANES = 8u;
const SLICE_DEPTH = 32u;
const SPLIT_DEPTH = 8u;

// [4 groups, 8 k, 9 lanes], the last one unused.
var<workgroup> left_slice: array<array<array<vec4f, 9>, 8>, 4>;
var<workgroup> right_slice: array<array<array<vec4f, 9>, 8>, 4>;

// The sums of four groups, a row of four results for each: pairs of groups exchange two rows, then
// one. `own` is the place of an invocation in its group. Holds barriers.
fn add_groups(group: u32, own: vec2u, sums: mat4x4f) -> vec4f {
	let is_upper = group >= 2u;
	let is_odd = group % 2u == 1u;
	workgroupBarrier();
	left_slice[group][own.y][own.x] = select(sums[2], sums[0], is_upper);
	right_slice[group][own.y][own.x] = select(sums[3], sums[1], is_upper);
	workgroupBarrier();
	let low = select(sums[0], sums[2], is_upper) + left_slice[group ^ 2u][own.y][own.x];
	let high = select(sums[1], sums[3], is_upper) + right_slice[group ^ 2u][own.y][own.x];
	workgroupBarrier();
	left_slice[group][own.y][own.x] = select(high, low, is_odd);
	workgroupBarrier();
	return select(low, high, is_odd) + left_slice[group ^ 1u][own.y][own.x];
}

fn matmul_tile(product: MatmulProduct, tile: vec2u, local: vec3u) {
	let first = tile * (4u * SLICE_LANES);
	let lane = local.y * TILE_LANES_X + local.x;
	let group = lane / 64u;
	let places = slice_places(product, first, lane);
	let plain = vec2u(lane % SLICE_LANES, lane % 64u / SLICE_LANES);
	// Of the other product neighbours take neighbouring rows: it is written as its transpose.
	let own = select(plain, plain.yx, product.is_other);
	var part = 0u;
	var start = 0u;
	var next = load_slice(product, places, part, start);
	var sum0 = vec4f(0.0);
	var sum1 = vec4f(0.0);
	var sum2 = vec4f(0.0);
	var sum3 = vec4f(0.0);
	while (part < product.parts) {
		let current = real_steps(product, places, start, next);
		workgroupBarrier();
		left_slice[places.left_k / SPLIT_DEPTH][places.left_k % SPLIT_DEPTH][places.left_lane] = current.left;
		right_slice[places.right_k / SPLIT_DEPTH][places.right_k % SPLIT_DEPTH][places.right_lane] = current.right;
		workgroupBarrier();
		start += SLICE_DEPTH;
		if (start >= product.k) {
			start = 0u;
			part++;
		}
		if (part < product.parts) { next = load_slice(product, places, part, start); }
		for (var l = 0u; l < SPLIT_DEPTH; l++) {
			let left = left_slice[group][l][own.y];
			let right = right_slice[group][l][own.x];
			sum0 += left.x * right;
			sum1 += left.y * right;
			sum2 += left.z * right;
			sum3 += left.w * right;
		}
	}
	let total = add_groups(group, plain, mat4x4f(sum0, sum1, sum2, sum3));
	let row = first.x + own.y + group * SLICE_LANES;
	let column = first.y + own.x;
	if (column >= product.n || row >= product.m) { return; }
	// Past the last column of a lane that one again, with the same value.
	matmul_write(product, row, lane_places(column, product.n), total);
}

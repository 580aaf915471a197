// matmul-tile-shared: 64 x 64 outputs of op(A) op(B) through workgroup memory, for GPUs and
// products with many tiles. Goes behind matmul-slices. Writes results by matmul_write; workgroups
// of 16 x 16 invocations, a 4 x 4 register tile each, whose rows and columns are 16 apart, so that
// loads and stores of results coalesce into runs of 16 floats. Intensity: a slice of 16 steps of k
// is 2 x 1024 floats for 65 536 multiply-adds, 1/8 byte of storage traffic a multiply-add, 16 flop
// a byte. Two vec4 loads from workgroup memory feed 16 multiply-adds, 8 a load; those of the left
// operand are the same for 16 lanes, those of the right one lie in a row. The next slice is loaded
// from storage while one is computed. Workgroup memory 8.5 KiB of 16; 48 registers
// (tests/bench/results/registers-rdna2.json): 16 sums, 8 of the next slice, 8 addresses, 8
// operands. There a step of k is two loads with constant addresses and 16 multiply-adds, nothing
// else.
const TILE_LANES_X = 16u;
const TILE_LANES_Y = 16u;
const SLICE_LANES = 16u;
const SLICE_DEPTH = 16u;

// [16 k, 17 lanes], the last one unused.
var<workgroup> left_slice: array<array<vec4f, 17>, 16>;
var<workgroup> right_slice: array<array<vec4f, 17>, 16>;

fn matmul_tile(product: MatmulProduct, tile: vec2u, local: vec3u) {
	let first = tile * (4u * SLICE_LANES);
	let places = slice_places(product, first, local.y * TILE_LANES_X + local.x);
	// Of the other product neighbours take neighbouring rows: it is written as its transpose.
	let own = select(local.xy, local.yx, product.is_other);
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
		left_slice[places.left_k][places.left_lane] = current.left;
		right_slice[places.right_k][places.right_lane] = current.right;
		workgroupBarrier();
		start += SLICE_DEPTH;
		if (start >= product.k) {
			start = 0u;
			part++;
		}
		if (part < product.parts) { next = load_slice(product, places, part, start); }
		for (var l = 0u; l < SLICE_DEPTH; l++) {
			let left = left_slice[l][own.y];
			let right = right_slice[l][own.x];
			sum0 += left.x * right;
			sum1 += left.y * right;
			sum2 += left.z * right;
			sum3 += left.w * right;
		}
	}
	let row = first.x + own.y;
	let column = first.y + own.x;
	if (column >= product.n) { return; }
	// Past the last column of a lane that one again, with the same value.
	let columns = lane_places(column, product.n);
	let sums = array<vec4f, 4>(sum0, sum1, sum2, sum3);
	for (var i = 0u; i < 4u; i++) {
		let at = row + i * SLICE_LANES;
		if (at < product.m) { matmul_write(product, at, columns, sums[i]); }
	}
}

// matmul-tile-shared: a 4 x 4 register tile of op(A) op(B) through workgroup memory, for GPUs.
// Asks for operands by matmul_left, matmul_right and matmul_other, hands results to matmul_write; workgroups of 16 x 16
// invocations, 64 x 64 outputs.
// Per 16 steps of k a workgroup loads 2 x 1024 floats for 65 536 multiply-adds: 16 flop a byte of storage traffic. Workgroup
// memory 8 KiB of 16; about 40 registers. Neighbouring invocations load along whichever axis of an operand is
// contiguous, so loads coalesce for transposed operands too. Steps past the end of k are zero.
const TILE_LANES_X = 16u;
const TILE_LANES_Y = 16u;
const TILE_SIZE = 64u;
const TILE_DEPTH = 16u;

var<workgroup> a_tile: array<f32, 1024>;  // [16 k, 64 rows]
var<workgroup> b_tile: array<f32, 1024>;  // [16 k, 64 columns]

// Sizes of a product, and start and element strides of its operands; it is summed over `parts` runs of k. The right operand is
// asked for by matmul_right, or by matmul_other where is_other says so. Batch entry and replica are for matmul_write.
struct MatmulProduct {
	is_other: bool,
	batch: u32,
	replica: u32,
	m: u32,
	n: u32,
	k: u32,
	parts: u32,
	left: u32,
	left_row: u32,
	left_column: u32,
	left_part: u32,
	right: u32,
	right_row: u32,
	right_column: u32,
	right_part: u32,
}

// (k, outer) of element `at` of a 16 x 64 tile, neighbours along k or along the outer axis.
fn tile_place(at: u32, is_along_k: bool) -> vec2u {
	return select(vec2u(at / 64u, at % 64u), vec2u(at % 16u, at / 16u), is_along_k);
}

// Loads TILE_DEPTH steps of k from `start` on, of one part.
fn load_tiles(product: MatmulProduct, first: vec2u, start: u32, part: u32, lane: u32) {
	let left_at = product.left + part * product.left_part;
	let right_at = product.right + part * product.right_part;
	let last_k = product.k - 1u;
	var right: vec4u;
	for (var i = 0u; i < 4u; i++) {
		let a = tile_place(lane + i * 256u, product.left_column == 1u);
		let row = min(first.x + a.y, product.m - 1u);
		let left = matmul_left(left_at + row * product.left_row + min(start + a.x, last_k) * product.left_column);
		a_tile[a.x * 64u + a.y] = select(0.0, left, start + a.x < product.k);
		let b = tile_place(lane + i * 256u, product.right_row == 1u);
		let column = min(first.y + b.y, product.n - 1u);
		right[i] = right_at + column * product.right_column + min(start + b.x, last_k) * product.right_row;
	}
	var values: vec4f;
	if (product.is_other) { values = matmul_other(right); } else { values = matmul_right(right); }
	for (var i = 0u; i < 4u; i++) {
		let b = tile_place(lane + i * 256u, product.right_row == 1u);
		b_tile[b.x * 64u + b.y] = select(0.0, values[i], start + b.x < product.k);
	}
}

fn matmul_tile(product: MatmulProduct, tile: vec2u, local: vec3u) {
	let first = tile * TILE_SIZE;
	let lane = local.y * 16u + local.x;
	var sum0 = vec4f(0.0);
	var sum1 = vec4f(0.0);
	var sum2 = vec4f(0.0);
	var sum3 = vec4f(0.0);
	for (var part = 0u; part < product.parts; part++) {
		for (var start = 0u; start < product.k; start += TILE_DEPTH) {
			load_tiles(product, first, start, part, lane);
			workgroupBarrier();
			for (var l = 0u; l < TILE_DEPTH; l++) {
				let x = l * 64u + local.y * 4u;
				let y = l * 64u + local.x * 4u;
				let right = vec4f(b_tile[y], b_tile[y + 1u], b_tile[y + 2u], b_tile[y + 3u]);
				sum0 += a_tile[x] * right;
				sum1 += a_tile[x + 1u] * right;
				sum2 += a_tile[x + 2u] * right;
				sum3 += a_tile[x + 3u] * right;
			}
			workgroupBarrier();
		}
	}
	let sums = array<vec4f, 4>(sum0, sum1, sum2, sum3);
	let row = first.x + local.y * 4u;
	let column = first.y + local.x * 4u;
	if (column >= product.n) { return; }
	// Past the last column that one again: its value is written last.
	let columns = min(column + vec4u(0u, 1u, 2u, 3u), vec4u(product.n - 1u));
	for (var i = 0u; i < 4u && row + i < product.m; i++) {
		matmul_write(product, row + i, columns, sums[i]);
	}
}

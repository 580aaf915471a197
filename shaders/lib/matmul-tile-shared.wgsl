// matmul-tile-shared: a 4 x 4 register tile of alpha op(A) op(B) through workgroup memory, for GPUs.
// Expects bindings `a` and `b` and the geometry fields in `params`; workgroups of 16 x 16 invocations, 64 x 64 outputs.
// Per 16 steps of k a workgroup loads 2 x 1024 floats for 65 536 multiply-adds: 16 flop a byte of storage traffic. Workgroup
// memory 8 KiB of 16; about 40 registers. Neighbouring invocations load along whichever axis of an operand is
// contiguous, so loads coalesce for transposed operands too. Steps past the end of k are zero.
const TILE_LANES = 16u;
const TILE_SIZE = 4u;
const TILE_DEPTH = 16u;

var<workgroup> a_tile: array<f32, 1024>;  // [16 k, 64 rows]
var<workgroup> b_tile: array<f32, 1024>;  // [16 k, 64 columns]

struct MatmulTile {
	row: u32,
	column: u32,
	batch: u32,
	sums: array<vec4f, 4>,
}

// (k, outer) of element `at` of a 16 x 64 tile, neighbours along k or along the outer axis.
fn tile_place(at: u32, is_along_k: bool) -> vec2u {
	return select(vec2u(at / 64u, at % 64u), vec2u(at % 16u, at / 16u), is_along_k);
}

fn matmul_tile(workgroup: vec3u, local: vec3u) -> MatmulTile {
	let batch = workgroup.y / params.row_tiles;
	let first_row = (workgroup.y % params.row_tiles) * 64u;
	let first_column = workgroup.x * 64u;
	let a_start = workgroup.z * params.a_stride + batch * params.a_batch;
	let b_start = workgroup.z * params.b_stride + batch * params.b_batch;
	let steps = min(params.k, params.k_total - batch * params.k);
	let lane = local.y * 16u + local.x;
	var sum0 = vec4f(0.0);
	var sum1 = vec4f(0.0);
	var sum2 = vec4f(0.0);
	var sum3 = vec4f(0.0);
	for (var start = 0u; start < steps; start += TILE_DEPTH) {
		for (var i = 0u; i < 4u; i++) {
			let at = lane + i * 256u;
			let from_a = tile_place(at, params.a_column == 1u);
			let from_b = tile_place(at, params.b_row == 1u);
			let row = min(first_row + from_a.y, params.m - 1u);
			let column = min(first_column + from_b.y, params.n - 1u);
			var left = 0.0;
			var right = 0.0;
			if (start + from_a.x < steps) { left = a[a_start + row * params.a_row + (start + from_a.x) * params.a_column]; }
			if (start + from_b.x < steps) { right = b[b_start + column * params.b_column + (start + from_b.x) * params.b_row]; }
			a_tile[from_a.x * 64u + from_a.y] = left;
			b_tile[from_b.x * 64u + from_b.y] = right;
		}
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
	let s = params.alpha;
	return MatmulTile(
		first_row + local.y * 4u, first_column + local.x * 4u, batch,
		array<vec4f, 4>(sum0 * s, sum1 * s, sum2 * s, sum3 * s)
	);
}

// Column j of row i of a tile, i and j < 4.
fn matmul_tile_sum(tile: ptr<function, MatmulTile>, i: u32, j: u32) -> f32 {
	return (*tile).sums[i][j];
}

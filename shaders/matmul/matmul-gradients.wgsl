// matmul-gradients: both gradients of c = alpha a b in one dispatch: d_a = alpha d_c b^T and d_b =
// alpha a^T d_c, summed over the batch for an operand that it shares, plus `added` for the one that
// add_to names (1: d_a, 2: d_b). a [batch, m, k], b [batch, k, n], d_c [batch, m, n], each by
// strides; added as the gradient it belongs to. dispatch: linear in (x, y) over the tiles of d_a,
// then of d_b, which is made as its transpose d_c^T a, so that d_c is the left operand of both
// products and only the right one differs; z is the replica. Intensity, workgroup memory and how
// loads coalesce are those of the tile library in front. On top of it 4 bytes stored an output, and
// 4 loaded where `added` is added: under a tenth of the traffic for sums over 100 terms and more.
// Stores of d_a coalesce over columns; those of d_b are strided by m for neighbours along columns:
// the tiles for GPUs let neighbours take rows there, which lie in a row of d_b.
struct Params {
	a_stride: u32,
	b_stride: u32,
	d_c_stride: u32,
	added_stride: u32,
	d_a_stride: u32,
	d_b_stride: u32,
	first_tiles: u32,
	tiles: u32,
	first_m: u32,
	first_n: u32,
	first_k: u32,
	first_parts: u32,
	first_left_row: u32,
	first_left_column: u32,
	first_left_batch: u32,
	first_right_row: u32,
	first_right_column: u32,
	first_right_batch: u32,
	first_row_tiles: u32,
	first_column_tiles: u32,
	second_m: u32,
	second_n: u32,
	second_k: u32,
	second_parts: u32,
	second_left_row: u32,
	second_left_column: u32,
	second_left_batch: u32,
	second_right_row: u32,
	second_right_column: u32,
	second_right_batch: u32,
	second_row_tiles: u32,
	second_column_tiles: u32,
	add_to: u32,
	alpha: f32,
}

@group(0) @binding(0) var<storage, read> a: array<f32>;          // [batch, m, k]
@group(0) @binding(1) var<storage, read> b: array<f32>;          // [batch, k, n]
@group(0) @binding(2) var<storage, read> d_c: array<f32>;        // [batch, m, n]
@group(0) @binding(3) var<storage, read> added: array<f32>;      // like d_a or d_b
@group(0) @binding(4) var<storage, read_write> d_a: array<f32>;  // like a
@group(0) @binding(5) var<storage, read_write> d_b: array<f32>;  // like b
@group(1) @binding(0) var<uniform> params: Params;

fn matmul_left(at: u32) -> f32 { return d_c[at]; }
fn matmul_right(at: vec4u) -> vec4f { return vec4f(b[at.x], b[at.y], b[at.z], b[at.w]); }
fn matmul_other(at: vec4u) -> vec4f { return vec4f(a[at.x], a[at.y], a[at.z], a[at.w]); }

fn matmul_write(product: MatmulProduct, row: u32, columns: vec4u, value: vec4f) {
	let start = product.batch * product.m * product.n;
	let at = start + select(columns * product.m + row, row * product.n + columns, !product.is_other);
	var result = params.alpha * value;
	if (params.add_to == select(1u, 2u, product.is_other)) {
		let from_at = product.replica * params.added_stride + at;
		result += vec4f(added[from_at.x], added[from_at.y], added[from_at.z], added[from_at.w]);
	}
	if (!product.is_other) {
		let to = product.replica * params.d_a_stride + at;
		d_a[to.x] = result.x; d_a[to.y] = result.y; d_a[to.z] = result.z; d_a[to.w] = result.w;
	} else {
		let to = product.replica * params.d_b_stride + at;
		d_b[to.x] = result.x; d_b[to.y] = result.y; d_b[to.z] = result.z; d_b[to.w] = result.w;
	}
}

fn first_product(replica: u32, batch: u32) -> MatmulProduct {
	return MatmulProduct(
		false, batch, replica,
		params.first_m, params.first_n, params.first_k, params.first_parts,
		replica * params.d_c_stride + batch * params.first_left_batch,
		params.first_left_row, params.first_left_column, params.first_left_batch,
		replica * params.b_stride + batch * params.first_right_batch,
		params.first_right_row, params.first_right_column, params.first_right_batch
	);
}

fn second_product(replica: u32, batch: u32) -> MatmulProduct {
	return MatmulProduct(
		true, batch, replica,
		params.second_m, params.second_n, params.second_k, params.second_parts,
		replica * params.d_c_stride + batch * params.second_left_batch,
		params.second_left_row, params.second_left_column, params.second_left_batch,
		replica * params.a_stride + batch * params.second_right_batch,
		params.second_right_row, params.second_right_column, params.second_right_batch
	);
}

@compute @workgroup_size(TILE_LANES_X, TILE_LANES_Y)
fn matmul_gradients(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_id) local: vec3u
) {
	let number = workgroup.y * groups.x + workgroup.x;
	if (number >= params.tiles) { return; }
	let is_of_a = number < params.first_tiles;
	let own = select(number - params.first_tiles, number, is_of_a);
	let row_tiles = select(params.second_row_tiles, params.first_row_tiles, is_of_a);
	let column_tiles = select(params.second_column_tiles, params.first_column_tiles, is_of_a);
	let batch = own / (row_tiles * column_tiles);
	let place = vec2u((own / column_tiles) % row_tiles, own % column_tiles);
	var product = second_product(workgroup.z, batch);
	if (is_of_a) { product = first_product(workgroup.z, batch); }
	matmul_tile(product, place, local);
}

// frequency-tables: tables[s, c, m] = constant B[0, s] P[0, c]
//   + sum over k of masks[m, k - 1] (B[2k-1, s] P[2k-1, c] + B[2k, s] P[2k, c]).
// Zero masks are skipped.
// spectrum P [order, columns], basis B [order, basis_columns], masks [mask_count, frequencies].
// dispatch: linear in (x, y) over count = order * ceil(order / 8) * mask_count, 8 classes an
// invocation, masks innermost: stores coalesce over masks, and the search for the nonzero entries
// of a mask is paid once for 8 classes.
// Intensity: 8 multiply-adds for 9 loads of a row in the mask, from the cache; a frequency outside
// the mask takes one load. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	spectrum_stride: u32,
	basis_stride: u32,
	masks_stride: u32,
	tables_stride: u32,
	count: u32,
	order: u32,
	columns: u32,
	basis_columns: u32,
	mask_count: u32,
	frequencies: u32,
	constant: f32,
}

@group(0) @binding(0) var<storage, read> spectrum: array<f32>;      // [order, columns]
@group(0) @binding(1) var<storage, read> basis: array<f32>;         // [order, basis_columns]
@group(0) @binding(2) var<storage, read> masks: array<f32>;         // [mask_count, frequencies]
@group(0) @binding(3) var<storage, read_write> tables: array<f32>;  // [order, order, mask_count]
@group(1) @binding(0) var<uniform> params: Params;

fn spectrum_at(at: vec4u) -> vec4f {
	return vec4f(spectrum[at.x], spectrum[at.y], spectrum[at.z], spectrum[at.w]);
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn frequency_tables(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let order = params.order;
	let blocks = (order + 7u) / 8u;
	let mask = i % params.mask_count;
	let first_class = i / params.mask_count % blocks * 8u;
	let s = i / params.mask_count / blocks;
	let spectrum_start = workgroup.z * params.spectrum_stride;
	let left_at = spectrum_start + min(vec4u(first_class) + vec4u(0u, 1u, 2u, 3u), vec4u(order - 1u));
	let right_at = spectrum_start + min(vec4u(first_class) + vec4u(4u, 5u, 6u, 7u), vec4u(order - 1u));
	let basis_at = workgroup.z * params.basis_stride + s;
	let mask_at = workgroup.z * params.masks_stride + mask * params.frequencies;

	let base = params.constant * basis[basis_at];
	var left = base * spectrum_at(left_at);
	var right = base * spectrum_at(right_at);
	for (var k = 0u; k < params.frequencies; k++) {
		let weight = masks[mask_at + k];
		if (weight == 0.0) { continue; }
		for (var row = 2u * k + 1u; row < min(2u * k + 3u, order); row++) {
			let scale = weight * basis[basis_at + row * params.basis_columns];
			left += scale * spectrum_at(left_at + row * params.columns);
			right += scale * spectrum_at(right_at + row * params.columns);
		}
	}
	let table_at = workgroup.z * params.tables_stride + (s * order + first_class) * params.mask_count + mask;
	for (var c = 0u; c < 4u; c++) {
		if (first_class + c < order) { tables[table_at + c * params.mask_count] = left[c]; }
		if (first_class + c + 4u < order) { tables[table_at + (c + 4u) * params.mask_count] = right[c]; }
	}
}

// frequency-counts: counts[2k - 1] = how many entries of frequencies are k, all other rows 0.
// frequencies [count], whole numbers from 0 (none) to order / 2; counts [order]. Exact up to 2^24
// entries. dispatch: linear in (x, y) over order; each row reads all entries. About a hundred lanes
// in all: bound by latency. Intensity: a compare and an add per load. No workgroup memory. All
// lanes of a row's cosine load the same entry (one broadcast), stores coalesce.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	frequencies_stride: u32,
	counts_stride: u32,
	order: u32,
	count: u32,
}

@group(0) @binding(0) var<storage, read> frequencies: array<f32>;   // [count]
@group(0) @binding(1) var<storage, read_write> counts: array<f32>;  // [order]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn frequency_counts(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let row = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (row >= params.order) { return; }
	let start = workgroup.z * params.frequencies_stride;
	let k = f32((row + 1u) / 2u);
	var named = 0.0;
	// An even row is a sine: its frequency is counted at its cosine.
	let end = select(0u, params.count, row % 2u == 1u);
	for (var i = 0u; i < end; i++) {
		named += select(0.0, 1.0, frequencies[start + i] == k);
	}
	counts[workgroup.z * params.counts_stride + row] = named;
}

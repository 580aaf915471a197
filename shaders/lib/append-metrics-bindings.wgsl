// append-metrics-bindings: what both kernels of append-metrics read and write. They differ in the
// number of lanes and the order of the sums. No workgroup memory.
struct Params {
	ring_stride: u32,
	clock_stride: u32,
	loss_stride: u32,
	is_correct_stride: u32,
	group_stride: u32,
	rows: u32,
	groups: u32,
}

@group(0) @binding(0) var<storage, read_write> ring: array<f32>;   // [entries, groups, 2]
@group(0) @binding(1) var<storage, read_write> clock: array<u32>;  // [1]
@group(0) @binding(2) var<storage, read> loss: array<f32>;         // [rows]
@group(0) @binding(3) var<storage, read> is_correct: array<f32>;   // [rows]
@group(0) @binding(4) var<storage, read> group: array<u32>;        // [rows]
@group(1) @binding(0) var<uniform> params: Params;

// Sums of a group into the row of the clock.
fn write_group(g: u32, losses: f32, hits: f32, replica: u32) {
	let entry = clock[replica * params.clock_stride];
	let at = replica * params.ring_stride + (entry * params.groups + g) * 2u;
	ring[at] = losses;
	ring[at + 1u] = hits;
}

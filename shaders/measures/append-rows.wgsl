// append-rows: ring[clock, at ..] = x0, x1, ... one after the other. ring [entries, width], clock
// [1]; tensor i of any shape ends before element `end i` of what is written, so that those beyond
// the last are empty. dispatch: linear in (x, y) over all elements, coalesced within a tensor; z is
// the replica. One dispatch for all results of an evaluation: one for each would cost more than the
// measurements. Intensity 0: 8 bytes moved an element. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	ring_stride: u32,
	clock_stride: u32,
	x0_stride: u32,
	x1_stride: u32,
	x2_stride: u32,
	x3_stride: u32,
	x4_stride: u32,
	x5_stride: u32,
	width: u32,
	at: u32,
	end0: u32,
	end1: u32,
	end2: u32,
	end3: u32,
	end4: u32,
	end5: u32,
}

@group(0) @binding(0) var<storage, read_write> ring: array<f32>;  // [entries, width]
@group(0) @binding(1) var<storage, read> clock: array<u32>;       // [1]
@group(0) @binding(2) var<storage, read> x0: array<f32>;          // [end0]
@group(0) @binding(3) var<storage, read> x1: array<f32>;          // [end1 - end0]
@group(0) @binding(4) var<storage, read> x2: array<f32>;          // [end2 - end1]
@group(0) @binding(5) var<storage, read> x3: array<f32>;          // [end3 - end2]
@group(0) @binding(6) var<storage, read> x4: array<f32>;          // [end4 - end3]
@group(0) @binding(7) var<storage, read> x5: array<f32>;          // [end5 - end4]
@group(1) @binding(0) var<uniform> params: Params;

fn element(replica: u32, i: u32) -> f32 {
	if (i < params.end0) { return x0[replica * params.x0_stride + i]; }
	if (i < params.end1) { return x1[replica * params.x1_stride + i - params.end0]; }
	if (i < params.end2) { return x2[replica * params.x2_stride + i - params.end1]; }
	if (i < params.end3) { return x3[replica * params.x3_stride + i - params.end2]; }
	if (i < params.end4) { return x4[replica * params.x4_stride + i - params.end3]; }
	return x5[replica * params.x5_stride + i - params.end4];
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn append_rows(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.end5) { return; }
	let entry = clock[workgroup.z * params.clock_stride];
	ring[workgroup.z * params.ring_stride + entry * params.width + params.at + i] = element(workgroup.z, i);
}

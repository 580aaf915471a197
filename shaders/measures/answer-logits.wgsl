// answer-logits: correct[i] = x[i, target_class[i]], rival[i] = the largest of the other x[i,
// 0..classes - 1]. x [rows, columns >= classes], the others [rows]. dispatch: linear in (x, y) over
// rows; z is the replica. Intensity 1 comparison for 4 bytes, bound by memory; a lane reads a row
// by itself, so loads do not coalesce: it runs at evaluations only. No workgroup memory, 8
// registers.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	x_stride: u32,
	target_class_stride: u32,
	correct_stride: u32,
	rival_stride: u32,
	rows: u32,
	columns: u32,
	classes: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;              // [rows, columns]
@group(0) @binding(1) var<storage, read> target_class: array<u32>;   // [rows]
@group(0) @binding(2) var<storage, read_write> correct: array<f32>;  // [rows]
@group(0) @binding(3) var<storage, read_write> rival: array<f32>;    // [rows]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn answer_logits(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let row = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (row >= params.rows) { return; }
	let start = workgroup.z * params.x_stride + row * params.columns;
	let chosen = target_class[workgroup.z * params.target_class_stride + row];
	// The first class that is not the target.
	var largest = x[start + select(0u, 1u, chosen == 0u)];
	for (var j = 1u; j < params.classes; j++) {
		if (j != chosen) { largest = max(largest, x[start + j]); }
	}
	correct[workgroup.z * params.correct_stride + row] = x[start + chosen];
	rival[workgroup.z * params.rival_stride + row] = largest;
}

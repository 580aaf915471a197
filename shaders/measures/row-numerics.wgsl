// row-numerics: y[row] = (1, 1 where the loss is exactly 0, |sum of the row of the gradient| scale,
// largest |logit|) of a train row, and 0 of others. loss [rows], gradient and logits [rows,
// classes], group [rows], y [rows, 4]. Goes behind lanes-one or lanes-64, a row an output.
// dispatch: linear in (x, y) over rows; z is the replica. Intensity 2 flop for 8 bytes a logit,
// bound by memory; loads of 64 lanes coalesce over classes. Workgroup memory 768 B with 64 lanes.
struct Params {
	loss_stride: u32,
	gradient_stride: u32,
	logits_stride: u32,
	group_stride: u32,
	y_stride: u32,
	rows: u32,
	classes: u32,
	scale: f32,
}

@group(0) @binding(0) var<storage, read> loss: array<f32>;      // [rows]
@group(0) @binding(1) var<storage, read> gradient: array<f32>;  // [rows, classes]
@group(0) @binding(2) var<storage, read> logits: array<f32>;    // [rows, classes]
@group(0) @binding(3) var<storage, read> group: array<u32>;     // [rows]
@group(0) @binding(4) var<storage, read_write> y: array<f32>;   // [rows, 4]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn row_numerics(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) invocation: u32
) {
	let row = output_of(workgroup.y * groups.x + workgroup.x, invocation);
	if (row >= params.rows) { return; }
	let lane = lane_of(invocation);
	let d = workgroup.z * params.gradient_stride + row * params.classes;
	let z = workgroup.z * params.logits_stride + row * params.classes;
	var part = 0.0;
	var largest = 0.0;
	for (var j = lane; j < params.classes; j += LANES) {
		part += gradient[d + j];
		largest = max(largest, abs(logits[z + j]));
	}
	let residue = abs(sum_over_lanes(invocation, part)) * params.scale;
	let peak = peak_over_lanes(invocation, largest, lane).value;
	if (lane == 0u) {
		let is_train = group[workgroup.z * params.group_stride + row] == 0u;
		let is_zero = loss[workgroup.z * params.loss_stride + row] == 0.0;
		let to = workgroup.z * params.y_stride + 4u * row;
		y[to] = select(0.0, 1.0, is_train);
		y[to + 1u] = select(0.0, 1.0, is_train && is_zero);
		y[to + 2u] = select(0.0, residue, is_train);
		y[to + 3u] = select(0.0, peak, is_train);
	}
}

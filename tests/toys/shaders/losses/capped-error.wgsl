// capped-error: loss = mean over classes of h(value - onehot), h(d) = d^2 for |d| <= 1, 2 |d| - 1
// beyond; d_values = 2 clamp(value - onehot, -1, 1) / (rows classes). values [rows, classes],
// targets [rows]. dispatch: linear in (x, y) over rows, one invocation a row; z is the replica.
// Intensity 5 flop for 8 bytes, bound by memory. Loads and stores do not coalesce: neighbours are
// a row of classes apart. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	values_stride: u32,
	targets_stride: u32,
	loss_stride: u32,
	is_correct_stride: u32,
	d_values_stride: u32,
	rows: u32,
	classes: u32,
	gradient_scale: f32,
}

@group(0) @binding(0) var<storage, read> values: array<f32>;           // [rows, classes]
@group(0) @binding(1) var<storage, read> targets: array<u32>;          // [rows]
@group(0) @binding(2) var<storage, read_write> loss: array<f32>;       // [rows]
@group(0) @binding(3) var<storage, read_write> is_correct: array<f32>; // [rows]
@group(0) @binding(4) var<storage, read_write> d_values: array<f32>;   // [rows, classes]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn capped_error(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let row = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (row >= params.rows) { return; }
	let z = workgroup.z * params.values_stride + row * params.classes;
	let d = workgroup.z * params.d_values_stride + row * params.classes;
	let goal = targets[workgroup.z * params.targets_stride + row];
	var best = 0u;
	var peak = values[z];
	var sum = 0.0;
	for (var j = 0u; j < params.classes; j++) {
		let value = values[z + j];
		if (value > peak) {
			peak = value;
			best = j;
		}
		let difference = value - select(0.0, 1.0, j == goal);
		let inside = difference * difference;
		sum += select(2.0 * abs(difference) - 1.0, inside, abs(difference) <= 1.0);
		d_values[d + j] = clamp(difference, -1.0, 1.0) * params.gradient_scale;
	}
	loss[workgroup.z * params.loss_stride + row] = sum / f32(params.classes);
	is_correct[workgroup.z * params.is_correct_stride + row] = select(0.0, 1.0, best == goal);
}

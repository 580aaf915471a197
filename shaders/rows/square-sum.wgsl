// square-sum: y[i] = sum over j of x[i, j]^2. x [rows, columns], y [rows].
// dispatch: (rows, 1, replicas), 64 invocations a row; loads coalesced; fixed order.
// Intensity 2 flop for 4 bytes, bound by memory. Workgroup memory 256 B.
struct Params {
	x_stride: u32,
	y_stride: u32,
	columns: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;        // [rows, columns]
@group(0) @binding(1) var<storage, read_write> y: array<f32>;  // [rows]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(64)
fn square_sum(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) lane: u32) {
	let x_start = workgroup.z * params.x_stride + workgroup.x * params.columns;
	var sum = 0.0;
	for (var j = lane; j < params.columns; j += 64u) {
		sum += x[x_start + j] * x[x_start + j];
	}
	let total = workgroup_sum(lane, sum);
	if (lane == 0u) {
		y[workgroup.z * params.y_stride + workgroup.x] = total;
	}
}

// gather-add: y[i] = left[left_index[i]] + right[right_index[i]]. left, right [segments, columns],
// y [rows, columns]. dispatch: linear in (x, y) over count = rows * columns; loads and stores
// coalesced over columns; z is the replica. Intensity 1 add for 12 bytes, bound by memory. No
// workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	left_stride: u32,
	right_stride: u32,
	left_index_stride: u32,
	right_index_stride: u32,
	y_stride: u32,
	count: u32,
	columns: u32,
}

@group(0) @binding(0) var<storage, read> left: array<f32>;         // [left segments, columns]
@group(0) @binding(1) var<storage, read> right: array<f32>;        // [right segments, columns]
@group(0) @binding(2) var<storage, read> left_index: array<u32>;   // [rows]
@group(0) @binding(3) var<storage, read> right_index: array<u32>;  // [rows]
@group(0) @binding(4) var<storage, read_write> y: array<f32>;      // [rows, columns]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn gather_add(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let row = i / params.columns;
	let column = i % params.columns;
	let a = left_index[workgroup.z * params.left_index_stride + row] * params.columns + column;
	let b = right_index[workgroup.z * params.right_index_stride + row] * params.columns + column;
	let sum = left[workgroup.z * params.left_stride + a] + right[workgroup.z * params.right_stride + b];
	y[workgroup.z * params.y_stride + i] = sum;
}

// tensor-square-sum: y[i] = sum of the squares of scale x_i, a tensor of size_i elements. dispatch:
// (tensors, 1, replicas), 64 lanes a tensor, loads coalesced, then a fixed pairwise tree: some 1
// 000 loads a lane for the largest weight of the canonical run. Bound by latency; one dispatch
// instead of one a tensor. Intensity 3 flop for 4 bytes. Workgroup memory 256 B.
struct Params {
	x0_stride: u32,
	x1_stride: u32,
	x2_stride: u32,
	x3_stride: u32,
	x4_stride: u32,
	x5_stride: u32,
	x6_stride: u32,
	y_stride: u32,
	size0: u32,
	size1: u32,
	size2: u32,
	size3: u32,
	size4: u32,
	size5: u32,
	size6: u32,
	scale: f32,
}

@group(0) @binding(0) var<storage, read> x0: array<f32>;       // [size0]
@group(0) @binding(1) var<storage, read> x1: array<f32>;       // [size1]
@group(0) @binding(2) var<storage, read> x2: array<f32>;       // [size2]
@group(0) @binding(3) var<storage, read> x3: array<f32>;       // [size3]
@group(0) @binding(4) var<storage, read> x4: array<f32>;       // [size4]
@group(0) @binding(5) var<storage, read> x5: array<f32>;       // [size5]
@group(0) @binding(6) var<storage, read> x6: array<f32>;       // [size6]
@group(0) @binding(7) var<storage, read_write> y: array<f32>;  // [tensors]
@group(1) @binding(0) var<uniform> params: Params;

fn size_of(which: u32) -> u32 {
	switch which {
		case 0u: { return params.size0; }
		case 1u: { return params.size1; }
		case 2u: { return params.size2; }
		case 3u: { return params.size3; }
		case 4u: { return params.size4; }
		case 5u: { return params.size5; }
		default: { return params.size6; }
	}
}

fn element(which: u32, replica: u32, i: u32) -> f32 {
	switch which {
		case 0u: { return x0[replica * params.x0_stride + i]; }
		case 1u: { return x1[replica * params.x1_stride + i]; }
		case 2u: { return x2[replica * params.x2_stride + i]; }
		case 3u: { return x3[replica * params.x3_stride + i]; }
		case 4u: { return x4[replica * params.x4_stride + i]; }
		case 5u: { return x5[replica * params.x5_stride + i]; }
		default: { return x6[replica * params.x6_stride + i]; }
	}
}

@compute @workgroup_size(64)
fn tensor_square_sum(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let size = size_of(workgroup.x);
	var sum = 0.0;
	for (var i = lane; i < size; i += 64u) {
		let value = params.scale * element(workgroup.x, workgroup.z, i);
		sum += value * value;
	}
	let total = workgroup_sum(lane, sum);
	if (lane == 0u) {
		y[workgroup.z * params.y_stride + workgroup.x] = total;
	}
}

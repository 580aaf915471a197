// place-gradients: flat[at_i + j] = part_i[j] for up to seven parts; the rest of flat is not
// changed. dispatch: the elements of the longest part in x, parts in y, 1 load and 1 store each,
// coalesced; z is the replica. Intensity 0: 8 bytes moved an element. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	part0_stride: u32,
	part1_stride: u32,
	part2_stride: u32,
	part3_stride: u32,
	part4_stride: u32,
	part5_stride: u32,
	part6_stride: u32,
	flat_stride: u32,
	count0: u32,
	count1: u32,
	count2: u32,
	count3: u32,
	count4: u32,
	count5: u32,
	count6: u32,
	at0: u32,
	at1: u32,
	at2: u32,
	at3: u32,
	at4: u32,
	at5: u32,
	at6: u32,
}

@group(0) @binding(0) var<storage, read> part0: array<f32>;       // [count0]
@group(0) @binding(1) var<storage, read> part1: array<f32>;       // [count1]
@group(0) @binding(2) var<storage, read> part2: array<f32>;       // [count2]
@group(0) @binding(3) var<storage, read> part3: array<f32>;       // [count3]
@group(0) @binding(4) var<storage, read> part4: array<f32>;       // [count4]
@group(0) @binding(5) var<storage, read> part5: array<f32>;       // [count5]
@group(0) @binding(6) var<storage, read> part6: array<f32>;       // [count6]
@group(0) @binding(7) var<storage, read_write> flat: array<f32>;  // [elements]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn place_gradients(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) lane: u32) {
	let z = workgroup.z;
	let i = workgroup.x * WORKGROUP_SIZE + lane;
	let start = z * params.flat_stride + i;
	switch workgroup.y {
		case 0u: { if (i < params.count0) { flat[start + params.at0] = part0[z * params.part0_stride + i]; } }
		case 1u: { if (i < params.count1) { flat[start + params.at1] = part1[z * params.part1_stride + i]; } }
		case 2u: { if (i < params.count2) { flat[start + params.at2] = part2[z * params.part2_stride + i]; } }
		case 3u: { if (i < params.count3) { flat[start + params.at3] = part3[z * params.part3_stride + i]; } }
		case 4u: { if (i < params.count4) { flat[start + params.at4] = part4[z * params.part4_stride + i]; } }
		case 5u: { if (i < params.count5) { flat[start + params.at5] = part5[z * params.part5_stride + i]; } }
		default: { if (i < params.count6) { flat[start + params.at6] = part6[z * params.part6_stride + i]; } }
	}
}

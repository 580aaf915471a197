// adamw-update: weights -= lr wd weights; m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2)
// g^2; weights -= step m / (sqrt(v) / sqrt(1 - beta2^t) + eps). PyTorch's order, all of the
// parameters in one dispatch. The scalars of the step are in row clock[0] of schedule [updates, 8],
// made on the host in float64. g^2 leaves float32's range long before g does, and WGSL may flush
// such numbers to zero. So for small gradients `second` holds minus SQUARE v, marked by its sign. A
// power of two changes no digit, and v reaches down to 2^-246. dispatch: linear in (x, y) over
// count = elements / 4 (flat buffers are padded to 64), so that the scalars are loaded once for 4
// elements; coalesced; z is the replica. Intensity: 22 flop for 28 bytes an element (4 loads, 3
// stores), bound by memory. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

const SMALL = 0x1p-40f;
const LIFT = 0x1p60f;
const SQUARE = LIFT * LIFT;

struct Params {
	weights_stride: u32,
	first_stride: u32,
	second_stride: u32,
	gradients_stride: u32,
	schedule_stride: u32,
	clock_stride: u32,
	count: u32,
}

@group(0) @binding(0) var<storage, read_write> weights: array<vec4f>;  // [count]
@group(0) @binding(1) var<storage, read_write> first: array<vec4f>;    // [count]
@group(0) @binding(2) var<storage, read_write> second: array<vec4f>;   // [count]
@group(0) @binding(3) var<storage, read> gradients: array<vec4f>;      // [count]
@group(0) @binding(4) var<storage, read> schedule: array<f32>;       // [updates, 8]
@group(0) @binding(5) var<storage, read> clock: array<u32>;          // [1]
@group(1) @binding(0) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP_SIZE)
fn adamw_update(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.count) { return; }
	let row = workgroup.z * params.schedule_stride + clock[workgroup.z * params.clock_stride] * 8u;
	let decay = schedule[row];
	let step_size = schedule[row + 1u];
	let second_scale = schedule[row + 2u];
	let weights_at = workgroup.z * params.weights_stride / 4u + i;
	let first_at = workgroup.z * params.first_stride / 4u + i;
	let second_at = workgroup.z * params.second_stride / 4u + i;
	let gradient = gradients[workgroup.z * params.gradients_stride / 4u + i];
	let m = schedule[row + 3u] * first[first_at] + schedule[row + 4u] * gradient;
	let kept = schedule[row + 5u] * second[second_at];
	let is_small = (abs(gradient) < vec4f(SMALL)) & (kept < vec4f(SMALL * SMALL));
	// Numerator, denominator and the root of v in one unit.
	let unit = select(vec4f(1.0), vec4f(LIFT), is_small);
	let change = unit * unit * select(vec4f(1.0), vec4f(1.0 / SQUARE), kept < vec4f(0.0));
	let lifted = unit * gradient;
	let v = abs(kept) * change + schedule[row + 6u] * lifted * lifted;
	first[first_at] = m;
	second[second_at] = select(v, -v, is_small & (v > vec4f(0.0)));
	let weight = weights[weights_at];
	// weight - decay weight keeps more of a small decay than weight (1 - decay), whose factor is
	// rounded.
	let decayed = weight - decay * weight;
	weights[weights_at] = decayed - step_size * (unit * m) / (sqrt(v) * second_scale + unit * schedule[row + 7u]);
}

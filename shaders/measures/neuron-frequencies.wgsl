// neuron-frequencies: per neuron the frequency k with the largest mass and mass / variance, both 0
// where the variance is not above no_variance * squares. mass_k = sum of by_a^2 + by_b^2 + by_sum^2
// + by_difference^2 over rows 2k - 1 and 2k, / order; variance = squares - by_a[0]^2 / order. At k
// = order / 2 sum and difference coincide and count once. by_* [order, neurons] in the orthonormal
// Fourier basis, squares, fraction and k [neurons]. dispatch: linear in (x, y) over neurons, loads
// coalesced over neurons; z is the replica. About 60 loads a lane, one after the other. Intensity 8
// flop for 16 bytes, bound by latency. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	by_a_stride: u32,
	by_b_stride: u32,
	by_sum_stride: u32,
	by_difference_stride: u32,
	squares_stride: u32,
	fraction_stride: u32,
	k_stride: u32,
	order: u32,
	neurons: u32,
	no_variance: f32,
}

@group(0) @binding(0) var<storage, read> by_a: array<f32>;            // [order, neurons]
@group(0) @binding(1) var<storage, read> by_b: array<f32>;            // [order, neurons]
@group(0) @binding(2) var<storage, read> by_sum: array<f32>;          // [order, neurons]
@group(0) @binding(3) var<storage, read> by_difference: array<f32>;   // [order, neurons]
@group(0) @binding(4) var<storage, read> squares: array<f32>;         // [neurons]
@group(0) @binding(5) var<storage, read_write> fraction: array<f32>;  // [neurons]
@group(0) @binding(6) var<storage, read_write> k: array<f32>;         // [neurons]
@group(1) @binding(0) var<uniform> params: Params;

fn row_mass(replica: u32, at: u32, is_last: bool) -> f32 {
	let from_a = by_a[replica * params.by_a_stride + at];
	let from_b = by_b[replica * params.by_b_stride + at];
	let from_sum = by_sum[replica * params.by_sum_stride + at];
	let from_difference = select(by_difference[replica * params.by_difference_stride + at], 0.0, is_last);
	return from_a * from_a + from_b * from_b + from_sum * from_sum + from_difference * from_difference;
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn neuron_frequencies(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let neuron = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (neuron >= params.neurons) { return; }
	var most = 0.0;
	var best = 0u;
	for (var row = 1u; row < params.order; row += 2u) {
		let is_last = row + 1u == params.order;
		var mass = row_mass(workgroup.z, row * params.neurons + neuron, is_last);
		if (!is_last) {
			mass += row_mass(workgroup.z, (row + 1u) * params.neurons + neuron, false);
		}
		if (mass > most) {
			most = mass;
			best = row / 2u + 1u;
		}
	}
	let order = f32(params.order);
	let total = squares[workgroup.z * params.squares_stride + neuron];
	let constant = by_a[workgroup.z * params.by_a_stride + neuron];
	let variance = total - constant * constant / order;
	var explained = 0.0;
	if (variance > params.no_variance * total) {
		explained = most / order / variance;
	} else {
		best = 0u;
	}
	fraction[workgroup.z * params.fraction_stride + neuron] = explained;
	k[workgroup.z * params.k_stride + neuron] = f32(best);
}

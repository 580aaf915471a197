// workgroup-sum: the sum of one value per invocation of a workgroup of 64, by a fixed pairwise
// tree. Every invocation must call it (it holds barriers) and gets the sum.
var<workgroup> workgroup_sum_partial: array<f32, 64>;

fn workgroup_sum(lane: u32, value: f32) -> f32 {
	workgroup_sum_partial[lane] = value;
	for (var half = 32u; half > 0u; half /= 2u) {
		workgroupBarrier();
		if (lane < half) {
			workgroup_sum_partial[lane] += workgroup_sum_partial[lane + half];
		}
	}
	workgroupBarrier();
	let sum = workgroup_sum_partial[0];
	workgroupBarrier();
	return sum;
}

// workgroup-sum4: the sum of one vec4f per invocation of a workgroup of 64, by a fixed pairwise
// tree. Every invocation must call it (it holds barriers) and gets the sum. Workgroup memory 1 KiB.
var<workgroup> workgroup_sum4_parts: array<vec4f, 64>;

fn workgroup_sum4(lane: u32, value: vec4f) -> vec4f {
	workgroup_sum4_parts[lane] = value;
	for (var half = 32u; half > 0u; half /= 2u) {
		workgroupBarrier();
		if (lane < half) {
			workgroup_sum4_parts[lane] += workgroup_sum4_parts[lane + half];
		}
	}
	workgroupBarrier();
	let sum = workgroup_sum4_parts[0];
	workgroupBarrier();
	return sum;
}

// workgroup-sum8: the sums of eight values per invocation of a workgroup of 64, by one fixed
// pairwise tree. Every invocation must call it (it holds barriers) and gets the sums. Workgroup
// memory 2 KiB.
var<workgroup> workgroup_sum8_parts: array<mat2x4f, 64>;

fn workgroup_sum8(lane: u32, value: mat2x4f) -> mat2x4f {
	workgroup_sum8_parts[lane] = value;
	for (var half = 32u; half > 0u; half /= 2u) {
		workgroupBarrier();
		if (lane < half) {
			workgroup_sum8_parts[lane] += workgroup_sum8_parts[lane + half];
		}
	}
	workgroupBarrier();
	let sums = workgroup_sum8_parts[0];
	workgroupBarrier();
	return sums;
}

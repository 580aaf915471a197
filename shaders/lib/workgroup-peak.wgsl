// workgroup-peak: the largest of one value per invocation of a workgroup of 64, and the lowest
// place that has it. Every invocation must call it (it holds barriers) and gets both. Workgroup
// memory 512 B.
struct Peak {
	value: f32,
	place: u32,
}

var<workgroup> workgroup_peak_values: array<f32, 64>;
var<workgroup> workgroup_peak_places: array<u32, 64>;

fn workgroup_peak(lane: u32, value: f32, place: u32) -> Peak {
	workgroup_peak_values[lane] = value;
	workgroup_peak_places[lane] = place;
	for (var half = 32u; half > 0u; half /= 2u) {
		workgroupBarrier();
		if (lane < half) {
			let other = workgroup_peak_values[lane + half];
			let other_place = workgroup_peak_places[lane + half];
			let own = workgroup_peak_values[lane];
			if (other > own || (other == own && other_place < workgroup_peak_places[lane])) {
				workgroup_peak_values[lane] = other;
				workgroup_peak_places[lane] = other_place;
			}
		}
	}
	workgroupBarrier();
	let peak = Peak(workgroup_peak_values[0], workgroup_peak_places[0]);
	workgroupBarrier();
	return peak;
}

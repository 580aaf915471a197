// frequency-mask: mask[k - 1] = 1 where the power of frequency k is > 0 and >= max(rule[0] total,
// rule[1] largest) and fewer than rule[2] frequencies come before it (larger power, or as large and
// lower k); a given entry >= 0 is taken as it is. total: of all frequencies, and rule[3] times row
// 0. power [order] per basis row; rule [4], given and mask [frequencies]. dispatch: linear in (x,
// y) over frequencies; each adds all powers up itself, in one order: no barrier for 56 numbers.
// Intensity: five operations per two loads, of which all lanes load the same (one broadcast). No
// workgroup memory. Own loads and stores coalesce.
override WORKGROUP_SIZE: u32 = 64u;

struct Params {
	power_stride: u32,
	rule_stride: u32,
	given_stride: u32,
	mask_stride: u32,
	order: u32,
	frequencies: u32,
}

@group(0) @binding(0) var<storage, read> power: array<f32>;       // [order]
@group(0) @binding(1) var<storage, read> rule: array<f32>;        // [4]
@group(0) @binding(2) var<storage, read> given: array<f32>;       // [frequencies]
@group(0) @binding(3) var<storage, read_write> mask: array<f32>;  // [frequencies]
@group(1) @binding(0) var<uniform> params: Params;

// Cosine and sine of frequency i + 1; for an even order the last one has no sine.
fn power_of(replica: u32, i: u32) -> f32 {
	let row = 2u * i + 1u;
	let at = replica * params.power_stride + row;
	if (row + 1u == params.order) { return power[at]; }
	return power[at] + power[at + 1u];
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn frequency_mask(
	@builtin(workgroup_id) workgroup: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32
) {
	let i = (workgroup.y * groups.x + workgroup.x) * WORKGROUP_SIZE + lane;
	if (i >= params.frequencies) { return; }
	let own = power_of(workgroup.z, i);
	let rule_at = workgroup.z * params.rule_stride;
	var total = rule[rule_at + 3u] * power[workgroup.z * params.power_stride];
	var largest = 0.0;
	var rank = 0u;
	for (var j = 0u; j < params.frequencies; j++) {
		let other = power_of(workgroup.z, j);
		total += other;
		largest = max(largest, other);
		rank += select(0u, 1u, other > own || (other == own && j < i));
	}
	let threshold = max(rule[rule_at] * total, rule[rule_at + 1u] * largest);
	let is_key = own > 0.0 && own >= threshold && f32(rank) < rule[rule_at + 2u];
	let choice = given[workgroup.z * params.given_stride + i];
	mask[workgroup.z * params.mask_stride + i] = select(select(0.0, 1.0, is_key), choice, choice >= 0.0);
}

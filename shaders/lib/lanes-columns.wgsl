// lanes-columns: a workgroup of 256 makes COLUMNS neighbouring outputs, LANES invocations each,
// whose shares are joined by a fixed pairwise tree: for GPUs and sums down columns, where
// neighbours load neighbouring columns. Eight columns fill the 32 bytes that a GPU loads at least.
// Same functions as lanes-one. The sum holds barriers: every invocation must call it, and lane 0
// gets the sum. Workgroup memory 1 KiB.
const WORKGROUP_SIZE = 256u;

override COLUMNS: u32 = 8u;
override LANES: u32 = 32u;

var<workgroup> lane_parts: array<f32, 256>;  // [LANES, COLUMNS]

fn output_of(workgroup: u32, invocation: u32) -> u32 { return workgroup * COLUMNS + invocation % COLUMNS; }

fn lane_of(invocation: u32) -> u32 { return invocation / COLUMNS; }

fn sum_over_lanes(invocation: u32, value: f32) -> f32 {
	let lane = lane_of(invocation);
	lane_parts[invocation] = value;
	for (var half = LANES / 2u; half > 0u; half /= 2u) {
		workgroupBarrier();
		if (lane < half) { lane_parts[invocation] += lane_parts[invocation + half * COLUMNS]; }
	}
	return lane_parts[invocation];
}

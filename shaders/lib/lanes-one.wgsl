// lanes-one: every output is made by one invocation, in workgroups of WORKGROUP_SIZE: for software
// adapters, where a workgroup with barriers costs half a millisecond, and for GPUs where sums are
// short. The other libraries `lanes-` have the same functions, so that a kernel is one text: it
// sums over its own share, first = lane_of, step = LANES, then over the lanes of the output, and
// lane 0 writes. Goes in front of the kernel. No workgroup memory.
override WORKGROUP_SIZE: u32 = 64u;

const LANES = 1u;

// The output of an invocation; with 64 lanes it is the same for the whole workgroup, so that a
// kernel may return before the sums, which hold barriers there.
fn output_of(workgroup: u32, invocation: u32) -> u32 { return workgroup * WORKGROUP_SIZE + invocation; }

fn lane_of(invocation: u32) -> u32 { return 0u; }

fn sum_over_lanes(invocation: u32, value: f32) -> f32 { return value; }

fn sums_over_lanes(invocation: u32, values: vec4f) -> vec4f { return values; }

struct Peak {
	value: f32,
	place: u32,
}

fn peak_over_lanes(invocation: u32, value: f32, place: u32) -> Peak { return Peak(value, place); }

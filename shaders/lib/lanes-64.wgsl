// lanes-64: every output is made by the 64 invocations of a workgroup, whose shares are joined by a
// fixed pairwise tree: for GPUs, where neighbours then load neighbouring elements of a row, or
// where one invocation would sum for too long. Same functions as lanes-one. Goes behind
// workgroup-sum, workgroup-sum4 and workgroup-peak. Sums and peaks hold barriers: every invocation
// must call them, and gets the result.
const WORKGROUP_SIZE = 64u;
const LANES = 64u;

fn output_of(workgroup: u32, invocation: u32) -> u32 { return workgroup; }

fn lane_of(invocation: u32) -> u32 { return invocation; }

fn sum_over_lanes(invocation: u32, value: f32) -> f32 { return workgroup_sum(invocation, value); }

fn sums_over_lanes(invocation: u32, values: vec4f) -> vec4f { return workgroup_sum4(invocation, values); }

fn peak_over_lanes(invocation: u32, value: f32, place: u32) -> Peak { return workgroup_peak(invocation, value, place); }

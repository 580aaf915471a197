// teams-32: a head of query-scores is the work of a workgroup of 256: 32 teams make a sum each, of
// 8 lanes, whose parts are added in fixed order. For GPUs. Goes in front of that kernel. Sums and
// finish_step hold barriers: every invocation must call them; lane 0 of a team gets the sum.
// Workgroup memory 1 KiB.
const WORKGROUP_SIZE = 256u;
const TEAMS = 32u;
const LANES = 8u;

var<workgroup> team_sums: array<f32, 256>;  // [32 teams, 8 lanes]

fn head_of(workgroup: u32, invocation: u32) -> u32 { return workgroup; }

fn team_of(invocation: u32) -> u32 { return invocation / LANES; }

fn lane_of(invocation: u32) -> u32 { return invocation % LANES; }

fn sum_of_team(invocation: u32, value: f32) -> f32 {
	team_sums[invocation] = value;
	workgroupBarrier();
	var sum = 0.0;
	if (lane_of(invocation) == 0u) {
		for (var i = 0u; i < LANES; i++) { sum += team_sums[invocation + i]; }
	}
	workgroupBarrier();
	return sum;
}

// What a step wrote to storage is there for all lanes.
fn finish_step() { storageBarrier(); }

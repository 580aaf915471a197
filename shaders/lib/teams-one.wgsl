// teams-one: a head of query-scores is the work of one invocation, one sum after the other: for
// software adapters, where a barrier costs more than the sums. Goes in front of that kernel. No
// workgroup memory.
const WORKGROUP_SIZE = 4u;
const TEAMS = 1u;
const LANES = 1u;

fn head_of(workgroup: u32, invocation: u32) -> u32 { return workgroup * WORKGROUP_SIZE + invocation; }

fn team_of(invocation: u32) -> u32 { return 0u; }

fn lane_of(invocation: u32) -> u32 { return 0u; }

fn sum_of_team(invocation: u32, value: f32) -> f32 { return value; }

fn finish_step() {}

// query-scores: q_h = x W_Q^h, v_h = scale W_K^h q_h, x the last row of table; s[t] = table[t] v_h;
// scores[h, t] = s[t] + s[residues], scores[h, residues + t] = s[t] + s[residues + 1]; vectors[h] =
// q_h, v_h. table [residues + 3, width], w_q, w_k [heads, width, d_head], scores [heads, 2
// residues], vectors [heads, d_head + width]. Goes behind teams-one or teams-32: a team makes a
// sum, and each of the three steps needs the one before. dispatch: linear over heads in x; z is the
// replica. Bound by latency: 23 k multiply-adds a head at p = 113, 90 a lane with 256 lanes,
// intensity one for 2 loads; loads of the 8 lanes of a team coalesce into 32 bytes. The vectors
// pass between lanes through storage. Workgroup memory 1 KiB with 256 lanes.
struct Params {
	table_stride: u32,
	w_q_stride: u32,
	w_k_stride: u32,
	scores_stride: u32,
	vectors_stride: u32,
	residues: u32,
	width: u32,
	heads: u32,
	d_head: u32,
	scale: f32,
}

@group(0) @binding(0) var<storage, read> table: array<f32>;          // [residues + 3, width]
@group(0) @binding(1) var<storage, read> w_q: array<f32>;            // [heads, width, d_head]
@group(0) @binding(2) var<storage, read> w_k: array<f32>;            // [heads, width, d_head]
@group(0) @binding(3) var<storage, read_write> scores: array<f32>;   // [heads, 2 residues]
@group(0) @binding(4) var<storage, read_write> vectors: array<f32>;  // [heads, d_head + width]
@group(1) @binding(0) var<uniform> params: Params;

// A row of the table times v, in the first lane of a team; rows past the end are clamped.
fn score(row: u32, v: u32, replica: u32, invocation: u32) -> f32 {
	let row_start = replica * params.table_stride + min(row, params.residues + 1u) * params.width;
	var sum = 0.0;
	for (var d = lane_of(invocation); d < params.width; d += LANES) { sum += table[row_start + d] * vectors[v + d]; }
	return sum_of_team(invocation, sum);
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn query_scores(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) invocation: u32) {
	let head = head_of(workgroup.x, invocation);
	if (head >= params.heads) { return; }
	let replica = workgroup.z;
	let team = team_of(invocation);
	let lane = lane_of(invocation);
	let q = replica * params.vectors_stride + head * (params.d_head + params.width);
	let v = q + params.d_head;
	let matrix = head * params.width * params.d_head;
	let last = replica * params.table_stride + (params.residues + 2u) * params.width;
	for (var first = 0u; first < params.d_head; first += TEAMS) {
		let k = min(first + team, params.d_head - 1u);
		let at = replica * params.w_q_stride + matrix + k;
		var sum = 0.0;
		for (var d = lane; d < params.width; d += LANES) { sum += table[last + d] * w_q[at + d * params.d_head]; }
		let total = sum_of_team(invocation, sum);
		if (lane == 0u && first + team < params.d_head) { vectors[q + k] = total; }
	}
	finish_step();
	for (var first = 0u; first < params.width; first += TEAMS) {
		let d = min(first + team, params.width - 1u);
		let at = replica * params.w_k_stride + matrix + d * params.d_head;
		var sum = 0.0;
		for (var k = lane; k < params.d_head; k += LANES) { sum += vectors[q + k] * w_k[at + k]; }
		let total = sum_of_team(invocation, sum);
		if (lane == 0u && first + team < params.width) { vectors[v + d] = params.scale * total; }
	}
	finish_step();
	// Every team computes both: all teams need them, and sharing them would cost more.
	let first_position = score(params.residues, v, replica, invocation);
	let second_position = score(params.residues + 1u, v, replica, invocation);
	let scores_start = replica * params.scores_stride + head * 2u * params.residues;
	for (var first = 0u; first < params.residues; first += TEAMS) {
		let t = first + team;
		let own = score(t, v, replica, invocation);
		if (lane == 0u && t < params.residues) {
			scores[scores_start + t] = own + first_position;
			scores[scores_start + params.residues + t] = own + second_position;
		}
	}
}

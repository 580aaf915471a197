// query-scores: q_h = x W_Q^h, v_h = scale W_K^h q_h, x the last row of table; s[t] = table[t] v_h;
// scores[h, t] = s[t] + s[residues], scores[h, residues + t] = s[t] + s[residues + 1]; vectors[h] =
// q_h, v_h. table [residues + 3, width], w_q, w_k [heads, width, d_head], scores [heads, 2
// residues], vectors [heads, d_head + width]. For software adapters: one invocation a head does all
// of it in turn, since each step needs the one before and a barrier costs more. dispatch:
// (ceil(heads / 4), 1, replicas).
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

fn score(row: u32, v: u32, replica: u32) -> f32 {
	let row_start = replica * params.table_stride + row * params.width;
	var sum = 0.0;
	for (var d = 0u; d < params.width; d++) { sum += table[row_start + d] * vectors[v + d]; }
	return sum;
}

@compute @workgroup_size(4)
fn query_scores(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) lane: u32) {
	let head = workgroup.x * 4u + lane;
	if (head >= params.heads) { return; }
	let replica = workgroup.z;
	let q = replica * params.vectors_stride + head * (params.d_head + params.width);
	let v = q + params.d_head;
	let matrix = head * params.width * params.d_head;
	let w_q_start = replica * params.w_q_stride + matrix;
	let w_k_start = replica * params.w_k_stride + matrix;
	let last = replica * params.table_stride + (params.residues + 2u) * params.width;
	for (var k = 0u; k < params.d_head; k++) {
		var sum = 0.0;
		for (var d = 0u; d < params.width; d++) { sum += table[last + d] * w_q[w_q_start + d * params.d_head + k]; }
		vectors[q + k] = sum;
	}
	for (var d = 0u; d < params.width; d++) {
		var sum = 0.0;
		for (var k = 0u; k < params.d_head; k++) { sum += vectors[q + k] * w_k[w_k_start + d * params.d_head + k]; }
		vectors[v + d] = params.scale * sum;
	}
	let first = score(params.residues, v, replica);
	let second = score(params.residues + 1u, v, replica);
	let scores_start = replica * params.scores_stride + head * 2u * params.residues;
	for (var t = 0u; t < params.residues; t++) {
		let own = score(t, v, replica);
		scores[scores_start + t] = own + first;
		scores[scores_start + params.residues + t] = own + second;
	}
}

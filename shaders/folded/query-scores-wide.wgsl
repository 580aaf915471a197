// query-scores-wide: query-scores for GPUs: q_h = x W_Q^h, v_h = scale W_K^h q_h, s[t] = table[t]
// v_h; scores[h, t] = s[t] + s[residues], scores[h, residues + t] = s[t] + s[residues + 1];
// vectors[h] = q_h, v_h. table [residues + 3, width], w_q, w_k [heads, width, d_head], scores
// [heads, 2 residues], vectors [heads, d_head + width]. dispatch: (heads, 1, replicas), one
// workgroup of 256 a head: 32 sums at a time, 8 lanes each, whose parts are added in fixed order.
// Bound by latency: 23 k multiply-adds a head at p = 113, 90 a lane, intensity one for 2 loads;
// loads of 8 lanes coalesce into 32 bytes. Workgroup memory 1 KiB. The vectors pass between lanes
// through storage.
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

var<workgroup> sum_parts: array<f32, 256>;  // [32 sums, 8 lanes]
var<workgroup> position_scores: array<f32, 2>;

// The sum over the 8 lanes of a slot, in its first lane. Every invocation must call it: it holds
// barriers.
fn sum_of_slot(lane: u32, value: f32) -> f32 {
	sum_parts[lane] = value;
	workgroupBarrier();
	var sum = 0.0;
	if (lane % 8u == 0u) {
		for (var i = 0u; i < 8u; i++) { sum += sum_parts[lane + i]; }
	}
	workgroupBarrier();
	return sum;
}

// A row of the table times v, in the first lane of a slot; rows past the end are clamped.
fn score(row: u32, v: u32, replica: u32, lane: u32) -> f32 {
	let row_start = replica * params.table_stride + min(row, params.residues + 1u) * params.width;
	var sum = 0.0;
	for (var d = lane % 8u; d < params.width; d += 8u) { sum += table[row_start + d] * vectors[v + d]; }
	return sum_of_slot(lane, sum);
}

@compute @workgroup_size(256)
fn query_scores_wide(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) lane: u32) {
	let replica = workgroup.z;
	let head = workgroup.x;
	let slot = lane / 8u;
	let is_writer = lane % 8u == 0u;
	let q = replica * params.vectors_stride + head * (params.d_head + params.width);
	let v = q + params.d_head;
	let matrix = head * params.width * params.d_head;
	let last = replica * params.table_stride + (params.residues + 2u) * params.width;
	for (var first = 0u; first < params.d_head; first += 32u) {
		let k = min(first + slot, params.d_head - 1u);
		let at = replica * params.w_q_stride + matrix + k;
		var sum = 0.0;
		for (var d = lane % 8u; d < params.width; d += 8u) { sum += table[last + d] * w_q[at + d * params.d_head]; }
		let total = sum_of_slot(lane, sum);
		if (is_writer && first + slot < params.d_head) { vectors[q + k] = total; }
	}
	storageBarrier();
	for (var first = 0u; first < params.width; first += 32u) {
		let d = min(first + slot, params.width - 1u);
		let at = replica * params.w_k_stride + matrix + d * params.d_head;
		var sum = 0.0;
		for (var k = lane % 8u; k < params.d_head; k += 8u) { sum += vectors[q + k] * w_k[at + k]; }
		let total = sum_of_slot(lane, sum);
		if (is_writer && first + slot < params.width) { vectors[v + d] = params.scale * total; }
	}
	storageBarrier();
	let position_score = score(params.residues + min(slot, 1u), v, replica, lane);
	if (is_writer && slot < 2u) { position_scores[slot] = position_score; }
	workgroupBarrier();
	let scores_start = replica * params.scores_stride + head * 2u * params.residues;
	for (var first = 0u; first < params.residues; first += 32u) {
		let own = score(first + slot, v, replica, lane);
		if (is_writer && first + slot < params.residues) {
			scores[scores_start + first + slot] = own + position_scores[0];
			scores[scores_start + params.residues + first + slot] = own + position_scores[1];
		}
	}
}

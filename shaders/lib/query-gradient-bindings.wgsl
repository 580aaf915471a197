// query-gradient-bindings: what both kernels of query-scores-gradient read and write. One makes
// what is common to all rows in one workgroup, in storage; the other in `shares` workgroups, in
// workgroup memory.
struct Params {
	d_scores_stride: u32,
	table_stride: u32,
	w_q_stride: u32,
	w_k_stride: u32,
	vectors_stride: u32,
	d_table_stride: u32,
	d_w_q_stride: u32,
	d_w_k_stride: u32,
	residues: u32,
	width: u32,
	heads: u32,
	d_head: u32,
	rows: u32,
	scale: f32,
	shares: u32,
}

@group(0) @binding(0) var<storage, read> d_scores: array<f32>;       // [heads, 2 residues]
@group(0) @binding(1) var<storage, read> table: array<f32>;          // [residues + 3, width]
@group(0) @binding(2) var<storage, read> w_q: array<f32>;            // [heads, width, d_head]
@group(0) @binding(3) var<storage, read> w_k: array<f32>;            // [heads, width, d_head]
@group(0) @binding(4) var<storage, read> vectors: array<f32>;        // [heads, d_head + width]
@group(0) @binding(5) var<storage, read_write> d_table: array<f32>;  // [residues + 3, width]
@group(0) @binding(6) var<storage, read_write> d_w_q: array<f32>;    // [heads, width, d_head]
@group(0) @binding(7) var<storage, read_write> d_w_k: array<f32>;    // [heads, width, d_head]
@group(1) @binding(0) var<uniform> params: Params;

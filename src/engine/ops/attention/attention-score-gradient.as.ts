/** `attention-score-gradient`: the entries of every table row in their order, head by head. */
export function attentionScoreGradient(
	pattern: usize,
	gradient: usize,
	order: usize,
	offsets: usize,
	result: usize,
	heads: i32,
	width: i32,
	tableRows: i32,
	context: i32
): void {
	memory.fill(result, 0, (<usize>(heads * tableRows)) << 2);
	for (let t = 0; t < tableRows; t++) {
		const end = load<u32>(offsets + ((<usize>t + 1) << 2));
		for (let e = load<u32>(offsets + ((<usize>t) << 2)); e < end; e++) {
			const entry = load<u32>(order + ((<usize>e) << 2));
			const row = entry / context;
			const position = entry % context;
			for (let h = 0; h < heads; h++) {
				const start = (<usize>((row * heads + h) * width)) << 2;
				let mean: f32 = 0;
				for (let j = 0; j < width; j++) {
					const at = start + ((<usize>j) << 2);
					mean += load<f32>(pattern + at) * load<f32>(gradient + at);
				}
				const at = start + ((<usize>position) << 2);
				const to = result + ((<usize>(h * tableRows + t)) << 2);
				const change = load<f32>(pattern + at) * (load<f32>(gradient + at) - mean);
				store<f32>(to, load<f32>(to) + change);
			}
		}
	}
}

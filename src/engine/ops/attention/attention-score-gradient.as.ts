import { floats } from '../wasm/floats.as.ts';

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
	memory.fill(result, 0, floats(heads * tableRows));
	for (let t = 0; t < tableRows; t++) {
		const end = load<u32>(offsets + floats(t + 1));
		for (let e = load<u32>(offsets + floats(t)); e < end; e++) {
			const entry = load<u32>(order + floats(e));
			const row = entry / context;
			const position = entry % context;
			for (let h = 0; h < heads; h++) {
				const start = floats((row * heads + h) * width);
				let mean: f32 = 0;
				for (let j = 0; j < width; j++) {
					const at = start + floats(j);
					mean += load<f32>(pattern + at) * load<f32>(gradient + at);
				}
				const at = start + floats(position);
				const to = result + floats(h * tableRows + t);
				const change = load<f32>(pattern + at) * (load<f32>(gradient + at) - mean);
				store<f32>(to, load<f32>(to) + change);
			}
		}
	}
}

import { dot } from '../wasm/vector.as.ts';

/**
 * `attention-mix-pattern-gradient`: one dot product over neurons and outputs for each entry of the
 * pattern, for a range of rows.
 */
export function attentionMixPatternGradient(
	neurons: usize,
	direct: usize,
	table: usize,
	index: usize,
	dPattern: usize,
	heads: i32,
	context: i32,
	width: i32,
	tableRows: i32,
	columns: i32,
	hidden: i32,
	outputs: i32,
	outputsAt: i32,
	begin: i32,
	end: i32
): void {
	for (let row = begin; row < end; row++)
		for (let h = 0; h < heads; h++)
			for (let j = 0; j < width; j++) {
				const to = dPattern + ((<usize>((row * heads + h) * width + j)) << 2);
				if (j >= context) {
					store<f32>(to, 0);
					continue;
				}
				const t = load<u32>(index + ((<usize>(row * context + j)) << 2));
				const from = table + ((<usize>((h * tableRows + t) * columns)) << 2);
				store<f32>(
					to,
					dot(neurons + ((<usize>(row * hidden)) << 2), from, hidden) +
						dot(direct + ((<usize>(row * outputs)) << 2), from + ((<usize>outputsAt) << 2), outputs)
				);
			}
}

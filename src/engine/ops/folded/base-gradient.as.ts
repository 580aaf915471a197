import { addScaled, dot } from '../wasm/vector.as.ts';

/** `base-gradient`. */
export function baseGradient(
	dBase: usize,
	last: usize,
	weights: usize,
	bOut: usize,
	dLast: usize,
	dWeights: usize,
	dBIn: usize,
	dBOut: usize,
	width: i32,
	columns: i32,
	hidden: i32,
	outputsAt: i32
): void {
	memory.copy(dBIn, dBase, (<usize>hidden) << 2);
	const rb = (<usize>columns) << 2,
		ob = (<usize>outputsAt) << 2;
	for (let d = 0; d < width; d++) {
		const o = (<usize>d) << 2,
			w = weights + <usize>d * rb,
			to = dWeights + <usize>d * rb;
		const x = load<f32>(last + o);
		const outs = dot(w + ob, dBase + ob, columns - outputsAt);
		store<f32>(dLast + o, dot(w, dBase, outputsAt) + outs);
		store<f32>(dBOut + o, outs);
		memory.fill(to, 0, rb);
		addScaled(to, dBase, x, outputsAt);
		addScaled(to + ob, dBase + ob, x + load<f32>(bOut + o), columns - outputsAt);
	}
}

import { exponential, exponential4 } from '../wasm/exponential.as.ts';

/** `softmax-cross-entropy`, from the other classes as the op says. */
export function softmaxCrossEntropy(
	logits: usize,
	targets: usize,
	loss: usize,
	correct: usize,
	grad: usize,
	rows: i32,
	classes: i32
): void {
	const inv: f32 = <f32>(1.0 / <f64>rows);
	for (let row = 0; row < rows; row++) {
		const z = logits + ((<usize>(row * classes)) << 2),
			g = grad + ((<usize>(row * classes)) << 2);
		const target = <i32>load<u32>(targets + ((<usize>row) << 2));
		let best = 0;
		let peak = load<f32>(z);
		for (let j = 1; j < classes; j++) {
			const v = load<f32>(z + ((<usize>j) << 2));
			if (v > peak) {
				peak = v;
				best = j;
			}
		}
		const tl = load<f32>(z + ((<usize>target) << 2));
		const excluded = tl === peak ? target : best;
		let j = 0;
		const pk = f32x4.splat(peak);
		for (; j + 4 <= classes; j += 4) {
			const o = (<usize>j) << 2;
			v128.store(g + o, exponential4(f32x4.sub(v128.load(z + o), pk)));
		}
		for (; j < classes; j++) {
			const o = (<usize>j) << 2;
			store<f32>(g + o, exponential(load<f32>(z + o) - peak));
		}
		let rest: f32 = 0;
		for (j = 0; j < classes; j++) if (j !== excluded) rest += load<f32>(g + ((<usize>j) << 2));
		store<f32>(loss + ((<usize>row) << 2), peak - tl + <f32>NativeMath.log1p(<f64>rest));
		store<f32>(correct + ((<usize>row) << 2), best === target ? 1 : 0);
		const total: f32 = 1 + rest;
		let others: f32 = 0;
		for (j = 0; j < classes; j++) {
			if (j === target) continue;
			const o = (<usize>j) << 2;
			const p = load<f32>(g + o) / total;
			store<f32>(g + o, p * inv);
			others += p;
		}
		store<f32>(g + ((<usize>target) << 2), -others * inv);
	}
}

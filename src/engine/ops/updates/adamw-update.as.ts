const SMALL: f32 = 9.094947017729282e-13; // 2^-40
const SMALL_SQUARE: f32 = 8.271806125530277e-25; // 2^-80
const SQUARE: f32 = 1.329227995784916e36; // 2^120

/** `adamw-update`, with second moments stored as the op says. */
export function adamwUpdate(
	w: usize,
	first: usize,
	second: usize,
	g: usize,
	schedule: usize,
	clock: usize,
	count: i32
): void {
	const row = schedule + ((<usize>(load<u32>(clock) * 8)) << 2);
	const keep = f32x4.splat(1 - load<f32>(row)),
		step = v128.load32_splat(row, 4),
		scale = v128.load32_splat(row, 8),
		b1 = v128.load32_splat(row, 12),
		g1 = v128.load32_splat(row, 16),
		b2 = v128.load32_splat(row, 20),
		g2 = v128.load32_splat(row, 24),
		eps = v128.load32_splat(row, 28);
	const zero = f32x4.splat(0),
		small = f32x4.splat(SMALL),
		small2 = f32x4.splat(SMALL_SQUARE),
		up = f32x4.splat(SQUARE),
		down = f32x4.splat(1 / SQUARE);
	for (let i = 0; i < count; i += 4) {
		const o = (<usize>i) << 2;
		const gr = v128.load(g + o);
		const m = f32x4.add(f32x4.mul(b1, v128.load(first + o)), f32x4.mul(g1, gr));
		v128.store(first + o, m);
		const stored = v128.load(second + o);
		const old = v128.bitselect(f32x4.mul(f32x4.neg(stored), down), stored, f32x4.lt(stored, zero));
		const kept = f32x4.mul(b2, stored);
		const tiny = v128.and(f32x4.lt(f32x4.abs(gr), small), f32x4.lt(kept, small2));
		// where tiny: v in units of 2^-120
		const gs = f32x4.mul(gr, f32x4.splat(1.152921504606847e18)); // 2^60
		const oldUp = v128.bitselect(f32x4.neg(stored), f32x4.mul(stored, up), f32x4.lt(stored, zero));
		const vUp = f32x4.add(f32x4.mul(b2, oldUp), f32x4.mul(g2, f32x4.mul(gs, gs)));
		const v = f32x4.add(f32x4.mul(b2, old), f32x4.mul(g2, f32x4.mul(gr, gr)));
		v128.store(second + o, v128.bitselect(f32x4.neg(vUp), v, tiny));
		const root = v128.bitselect(
			f32x4.mul(f32x4.sqrt(vUp), f32x4.splat(8.673617379884035e-19)),
			f32x4.sqrt(v),
			tiny
		);
		const change = f32x4.div(f32x4.mul(step, m), f32x4.add(f32x4.mul(root, scale), eps));
		v128.store(w + o, f32x4.sub(f32x4.mul(v128.load(w + o), keep), change));
	}
}

// How many multiply-adds a second one core does in WebAssembly: c = a b for row-major float32, in
// tiles of 4 x 8 numbers that stay in registers, without packing. What a good kernel can reach, and
// not one of ours: written for the measurement that issue 11 begins with.
// m must be a multiple of 4, n of 8.

/** Eight neighbouring numbers. */
function store8(to: usize, low: v128, high: v128): void {
	v128.store(to, low);
	v128.store(to, high, 16);
}

export function multiply(a: usize, b: usize, c: usize, m: i32, n: i32, k: i32): void {
	const rowBytes = <usize>n * 4;
	const columnBytes = <usize>k * 4;
	for (let i = 0; i < m; i += 4) {
		const a0 = a + <usize>i * columnBytes;
		const a1 = a0 + columnBytes;
		const a2 = a1 + columnBytes;
		const a3 = a2 + columnBytes;
		for (let j = 0; j < n; j += 8) {
			let c00 = f32x4.splat(0);
			let c01 = c00;
			let c10 = c00;
			let c11 = c00;
			let c20 = c00;
			let c21 = c00;
			let c30 = c00;
			let c31 = c00;
			let row = b + <usize>j * 4;
			for (let l: usize = 0; l < columnBytes; l += 4) {
				const b0 = v128.load(row);
				const b1 = v128.load(row, 16);
				const x0 = v128.load32_splat(a0 + l);
				const x1 = v128.load32_splat(a1 + l);
				const x2 = v128.load32_splat(a2 + l);
				const x3 = v128.load32_splat(a3 + l);
				c00 = f32x4.add(c00, f32x4.mul(x0, b0));
				c01 = f32x4.add(c01, f32x4.mul(x0, b1));
				c10 = f32x4.add(c10, f32x4.mul(x1, b0));
				c11 = f32x4.add(c11, f32x4.mul(x1, b1));
				c20 = f32x4.add(c20, f32x4.mul(x2, b0));
				c21 = f32x4.add(c21, f32x4.mul(x2, b1));
				c30 = f32x4.add(c30, f32x4.mul(x3, b0));
				c31 = f32x4.add(c31, f32x4.mul(x3, b1));
				row += rowBytes;
			}
			const to = c + <usize>i * rowBytes + <usize>j * 4;
			store8(to, c00, c01);
			store8(to + rowBytes, c10, c11);
			store8(to + 2 * rowBytes, c20, c21);
			store8(to + 3 * rowBytes, c30, c31);
		}
	}
}

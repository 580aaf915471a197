import { floats } from '../wasm/floats.as.ts';
import { rectify, setSum } from '../wasm/vector.as.ts';

// Elementwise ops by their id: inputs, result, number of floats.

export function add(x: usize, y: usize, result: usize, count: i32): void {
	setSum(result, x, y, 1, count);
}

export function copy(x: usize, result: usize, count: i32): void {
	memory.copy(result, x, floats(count));
}

export function relu(x: usize, result: usize, count: i32): void {
	memory.copy(result, x, floats(count));
	rectify(result, count);
}

export function reluBackward(activation: usize, gradient: usize, result: usize, count: i32): void {
	const zero = f32x4.splat(0);
	let i = 0;
	for (; i + 4 <= count; i += 4) {
		const at = floats(i);
		const isPositive = f32x4.gt(v128.load(activation + at), zero);
		v128.store(result + at, v128.and(v128.load(gradient + at), isPositive));
	}
	for (; i < count; i++) {
		const at = floats(i);
		store<f32>(result + at, load<f32>(activation + at) > 0 ? load<f32>(gradient + at) : 0);
	}
}

export function multiply(x: usize, y: usize, result: usize, count: i32, alpha: f32): void {
	const factors = f32x4.splat(alpha);
	let i = 0;
	for (; i + 4 <= count; i += 4) {
		const at = floats(i);
		const scaled = f32x4.mul(factors, v128.load(x + at));
		v128.store(result + at, f32x4.mul(scaled, v128.load(y + at)));
	}
	for (; i < count; i++) {
		const at = floats(i);
		store<f32>(result + at, alpha * load<f32>(x + at) * load<f32>(y + at));
	}
}

export function square(x: usize, result: usize, count: i32): void {
	multiply(x, x, result, count, 1);
}

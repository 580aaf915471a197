import { floats } from '../wasm/floats.as.ts';
import { partStart } from '../wasm/parts.as.ts';
import { rectify, setSum } from '../wasm/vector.as.ts';

// Elementwise ops by their id: inputs, result, number of floats, what else they take, and a range
// of parts of 64 floats (parts.as.ts).

export function add(x: usize, y: usize, result: usize, count: i32, from: i32, to: i32): void {
	const first = partStart(from, count);
	const at = floats(first);
	setSum(result + at, x + at, y + at, 1, partStart(to, count) - first);
}

export function copy(x: usize, result: usize, count: i32, from: i32, to: i32): void {
	const first = partStart(from, count);
	const at = floats(first);
	memory.copy(result + at, x + at, floats(partStart(to, count) - first));
}

export function relu(x: usize, result: usize, count: i32, from: i32, to: i32): void {
	copy(x, result, count, from, to);
	const first = partStart(from, count);
	rectify(result + floats(first), partStart(to, count) - first);
}

export function reluBackward(
	activation: usize,
	gradient: usize,
	result: usize,
	count: i32,
	from: i32,
	to: i32
): void {
	const zero = f32x4.splat(0);
	const end = partStart(to, count);
	let i = partStart(from, count);
	for (; i + 4 <= end; i += 4) {
		const at = floats(i);
		const isPositive = f32x4.gt(v128.load(activation + at), zero);
		v128.store(result + at, v128.and(v128.load(gradient + at), isPositive));
	}
	for (; i < end; i++) {
		const at = floats(i);
		store<f32>(result + at, load<f32>(activation + at) > 0 ? load<f32>(gradient + at) : 0);
	}
}

export function multiply(
	x: usize,
	y: usize,
	result: usize,
	count: i32,
	alpha: f32,
	from: i32,
	to: i32
): void {
	const factors = f32x4.splat(alpha);
	const end = partStart(to, count);
	let i = partStart(from, count);
	for (; i + 4 <= end; i += 4) {
		const at = floats(i);
		const scaled = f32x4.mul(factors, v128.load(x + at));
		v128.store(result + at, f32x4.mul(scaled, v128.load(y + at)));
	}
	for (; i < end; i++) {
		const at = floats(i);
		store<f32>(result + at, alpha * load<f32>(x + at) * load<f32>(y + at));
	}
}

export function square(x: usize, result: usize, count: i32, from: i32, to: i32): void {
	multiply(x, x, result, count, 1, from, to);
}

export function affine(
	x: usize,
	result: usize,
	count: i32,
	alpha: f32,
	beta: f32,
	from: i32,
	to: i32
): void {
	const factors = f32x4.splat(alpha);
	const addends = f32x4.splat(beta);
	const end = partStart(to, count);
	let i = partStart(from, count);
	for (; i + 4 <= end; i += 4) {
		const at = floats(i);
		v128.store(result + at, f32x4.add(f32x4.mul(factors, v128.load(x + at)), addends));
	}
	for (; i < end; i++) {
		const at = floats(i);
		store<f32>(result + at, alpha * load<f32>(x + at) + beta);
	}
}

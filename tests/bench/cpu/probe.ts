import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from 'assemblyscript/asc';
import { createRng } from '../../../src/engine/core/rng.ts';

const SOURCE = 'tests/bench/cpu/probe.as.ts';
const FOLDER = '.cache/bench';
const PAGE_BYTES = 65536;
/** The module has no data, but address 0 is left alone. */
const START = 1024;
/** Long enough for a clock that may be as coarse as 0.1 ms. */
const SAMPLE_MS = 50;

/** Rows of the left factor, columns of the right one, and what both share. */
export interface Product {
	readonly m: number;
	readonly n: number;
	readonly k: number;
}

/** GFLOP/s of one core in WebAssembly at some product. */
export type Probe = (repeatMs?: number) => number;

type Multiply = (a: number, b: number, c: number, m: number, n: number, k: number) => void;

const isMultiply = (value: unknown): value is Multiply => typeof value === 'function';

async function compileProbe(root: string): Promise<WebAssembly.Module> {
	const folder = join(root, FOLDER);
	mkdirSync(folder, { recursive: true });
	const file = join(folder, 'probe.wasm');
	const options = ['-O3', '--runtime', 'stub', '--enable', 'simd', '--importMemory'];
	const { error, stderr } = await main([SOURCE, '--outFile', file, ...options, '--baseDir', root]);
	if (error) throw new Error(`${SOURCE}: ${stderr.toString()}`, { cause: error });
	return WebAssembly.compile(readFileSync(file));
}

/** Largest difference of some numbers of the product from the same in float64. */
function largestError(values: Float32Array, at: readonly number[], { m, n, k }: Product): number {
	const [a = 0, b = 0, c = 0] = at.map((address) => address / 4);
	const rng = createRng(0, 'probe');
	const errors = Array.from({ length: 50 }, () => {
		const [i, j] = [rng.nextBelow(m), rng.nextBelow(n)];
		let sum = 0;
		for (let l = 0; l < k; l++) {
			sum += (values[a + i * k + l] ?? NaN) * (values[b + l * n + j] ?? NaN);
		}
		return Math.abs(sum - (values[c + i * n + j] ?? NaN));
	});
	return Math.max(...errors);
}

/**
 * The probe at a product whose sizes are rounded down to those that it can do.
 * @throws Error if it computes something else than the product
 */
export async function openProbe(root: string, sizes: Product): Promise<Probe> {
	const product = { m: sizes.m - (sizes.m % 4), n: sizes.n - (sizes.n % 8), k: sizes.k };
	const { m, n, k } = product;
	const [a, b, c] = [START, START + 4 * m * k, START + 4 * (m * k + k * n)];
	const pages = Math.ceil((c + 4 * m * n) / PAGE_BYTES);
	const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
	const wasm = await compileProbe(root);
	const { exports } = await WebAssembly.instantiate(wasm, { env: { memory } });
	const multiply = exports['multiply'];
	if (!isMultiply(multiply)) throw new Error(`${SOURCE}: expected an export "multiply", got none`);
	const values = new Float32Array(memory.buffer);
	const rng = createRng(0, 'probe');
	for (let i = a / 4; i < c / 4; i++) values[i] = rng.nextUniform() - 0.5;
	multiply(a, b, c, m, n, k);
	const error = largestError(values, [a, b, c], product);
	if (!(error <= 1e-3)) {
		throw new Error(
			`${SOURCE}: expected the product within 1e-3, got an error of ${String(error)}`
		);
	}
	return (repeatMs = SAMPLE_MS) => {
		const began = performance.now();
		let [count, elapsedMs] = [0, 0];
		while (elapsedMs < repeatMs) {
			multiply(a, b, c, m, n, k);
			count++;
			elapsedMs = performance.now() - began;
		}
		return (2 * m * n * k * count) / elapsedMs / 1e6;
	};
}

import { expect, test } from 'vitest';
import { readSource } from './source-files.ts';
import { readWgsl } from './wgsl-file.ts';

/** What `npm run registers` writes: Mesa's compiler for RDNA 2 on every kernel for GPUs. */
const RESULT = 'tests/bench/results/registers-rdna2.json';

interface CompiledKernel {
	/** The kernel and its libraries, joined by +. */
	readonly module: string;
	readonly registers: number;
	readonly workgroup_bytes: number;
	readonly spilled: number;
}

const isReport = (value: unknown): value is { readonly kernels: readonly CompiledKernel[] } =>
	typeof value === 'object' && value !== null && 'kernels' in value;

function readKernels(): readonly CompiledKernel[] {
	const report: unknown = JSON.parse(readSource(RESULT));
	if (!isReport(report)) throw new Error(`${RESULT}: expected kernels`);
	return report.kernels;
}

const kernels = readKernels();
const headerOf = (stem: string): string => readWgsl(stem).header.replaceAll('\n// ', ' ');

/** Registers as the header says them; a kernel around a tile says "see the library". */
function statedRegisters(module: string): number {
	const [shader = '', ...libraries] = module.split('+');
	const texts = [shader, ...libraries.map((stem) => `lib/${stem}`)].map(headerOf);
	const found = texts.flatMap((text) => {
		const count = /(\d+) registers/.exec(text)?.[1];
		return count === undefined ? [] : [Number(count)];
	});
	return found[0] ?? NaN;
}

test.each(kernels)('$module: the header states its registers, and none is spilled', (kernel) => {
	expect(statedRegisters(kernel.module)).toBe(kernel.registers);
	expect(kernel.spilled).toBe(0);
	// Of the 16 KiB that WebGPU promises.
	expect(kernel.workgroup_bytes).toBeLessThanOrEqual(16_384);
});

import { describe, expect, test } from 'vitest';
import type { KernelCall } from '../../src/engine/ops/define.ts';
import { ops } from '../../src/engine/ops/index.ts';
import { callsOf } from './kernel-calls.ts';
import { listFiles, readSource, stemOf } from './source-files.ts';
import { parseWgsl, readWgsl, SHADER_FILES } from './wgsl-file.ts';

/** The header of a kernel for GPUs must describe its speed, which the code does not show. */
const FACTS_FOR_GPUS = ['intensity', 'workgroup memory', 'coalesce'];

// WebGPU's default limits.
const MAX_STORAGE_BUFFERS = 8;
const MAX_INVOCATIONS = 256;

function invocationsOf({ shader, libraries, overrides: given }: KernelCall): number {
	const { entryPoints, overrides, constants } = readWgsl(shader, libraries);
	const sizes = (entryPoints[0]?.size ?? []).map((text) => {
		const literal = /^(\d+)u?$/.exec(text)?.[1];
		return literal === undefined
			? (given[text] ?? overrides.get(text) ?? constants.get(text) ?? Number.NaN)
			: Number(literal);
	});
	return sizes.reduce((product, size) => product * size, 1);
}

describe.each(ops.all)('op $id', (op) => {
	const calls = callsOf(op);

	test('has cases', () => {
		expect(calls).not.toEqual([]);
	});

	test('the entry point is named after the file', () => {
		for (const { shader, libraries, title } of calls) {
			const names = readWgsl(shader, libraries).entryPoints.map(({ name }) => name);
			expect(names, title).toEqual([shader.replaceAll('-', '_')]);
		}
	});

	test('group 0 holds the bindings of the manifest, in order', () => {
		for (const { shader, libraries, bindings, title } of calls) {
			const file = readWgsl(shader, libraries);
			expect(file.bindings, title).toEqual(
				bindings.map(({ name, access, dtype }) => ({ name, access, type: `array<${dtype}>` }))
			);
			expect(file.bindingNumbers, title).toEqual(bindings.map((_, i) => i));
		}
	});

	test('group 1 holds Params: the strides, then the parameters', () => {
		for (const { shader, libraries, bindings, params, title } of calls) {
			const file = readWgsl(shader, libraries);
			expect(file.hasParams, title).toBe(true);
			expect(file.fields, title).toEqual([
				...bindings.map(({ name }) => `${name}_stride: u32`),
				...params.map(([name, type]) => `${name}: ${type}`)
			]);
		}
	});

	test('overrides are declared, and those without a value are given one', () => {
		for (const { shader, libraries, overrides, title } of calls) {
			const declared = readWgsl(shader, libraries).overrides;
			const given = Object.keys(overrides);
			const open = [...declared].filter(([, value]) => value === undefined).map(([name]) => name);
			expect([...declared.keys()], title).toEqual(expect.arrayContaining(given));
			expect(given, title).toEqual(expect.arrayContaining(open));
		}
	});

	test('it stays within the default limits', () => {
		for (const call of calls) {
			const invocations = invocationsOf(call);
			expect(call.bindings.length, call.title).toBeLessThanOrEqual(MAX_STORAGE_BUFFERS);
			expect(invocations, call.title).toBeGreaterThan(0);
			expect(invocations, call.title).toBeLessThanOrEqual(MAX_INVOCATIONS);
		}
	});
});

test('every file in shaders/ is used by an op, and every one used is there, once', () => {
	const used = ops.all
		.flatMap(callsOf)
		.flatMap(({ shader, libraries }) => [shader, ...libraries.map((stem) => `lib/${stem}`)]);
	const names = SHADER_FILES.map(([name]) => name);
	expect([...new Set(used)].toSorted()).toEqual(names.toSorted());
});

test('a kernel lies in the folder of its op', () => {
	const folderOf = (path: string) => path.replace(/^src\/engine\/ops|^shaders|\/[^/]+$/g, '');
	const folders = new Map(
		listFiles('src/engine/ops', '.ts').map((path) => [stemOf(path), folderOf(path)])
	);
	const paths = new Map(SHADER_FILES);
	const misplaced = ops.all.flatMap((op) =>
		callsOf(op)
			.map(({ shader }) => paths.get(shader) ?? shader)
			.filter((path) => folderOf(path) !== folders.get(op.id))
	);
	expect(misplaced).toEqual([]);
});

test.each(FACTS_FOR_GPUS)('the header of every kernel for GPUs states its %s', (fact) => {
	const forGpus = ops.all.flatMap(callsOf).filter(({ kind }) => kind === 'gpu');
	const without = [...new Set(forGpus.map(({ shader }) => shader))].filter((shader) => {
		const words = readWgsl(shader, []).header.replaceAll('\n// ', ' ').toLowerCase();
		return !words.includes(fact);
	});
	expect(without).toEqual([]);
});

describe.each(listFiles('shaders', '.wgsl'))('%s', (path) => {
	const file = parseWgsl(readSource(path));

	test('a header says what it does, beginning with its name', () => {
		expect(file.header).toMatch(new RegExp(`^// ${stemOf(path)}: \\S`));
	});

	// Tint (Dawn 0.6.2, SPIR-V) sets a variable without an initializer to zero once, not in every
	// round of the loop around it.
	test('variables of inner blocks have an initializer', () => {
		expect(readSource(path).match(/^\t{2,}var \w+: [^=;]+;/gm)).toBeNull();
	});

	// Some Safari versions give arrays sized by an override the length 0.
	test('no workgroup array is sized by an override', () => {
		for (const length of file.workgroupLengths) expect(file.overrides.has(length)).toBe(false);
	});
});

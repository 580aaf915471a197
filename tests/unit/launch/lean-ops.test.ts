import { readdirSync, readFileSync } from 'node:fs';
import { parseSync } from 'vite';
import { expect, test } from 'vitest';
import { leanOp } from '../../../src/launch/lean-ops.mjs';

const treeOf = (code: string) => parseSync('op.js', code).program;
const lean = (code: string) => leanOp(code, treeOf(code));
const shortened = (code: string) => lean(code).replaceAll(/\s+/g, ' ');

test('cases, bounds of errors and work go; the rest of an op and line numbers stay', () => {
	const code = `const square = defineOp({
	id: 'square',
	cases: [{ name: 'odd', inputs: [f32(3)] }],
	infer: (input) => [input(0)],
	anyCase(draw) {
		return { inputs: [f32(draw.whole(1, 9))], attributes: {} };
	},
	flop: ({ output }) => elementCount(output(0)),
	float32: () => 1
});
const wasm = { own: { bytes: 4 } };
`;
	expect(shortened(code)).toBe(
		"const square = defineOp({ id: 'square', infer: (input) => [input(0)], }); const wasm = { own: { bytes: 4 } }; "
	);
	expect(lean(code).split('\n')).toHaveLength(code.split('\n').length);
	expect(parseSync('op.js', lean(code)).errors).toEqual([]);
});

test('objects without an id keep what they have', () => {
	const code = 'const memory = { bytes: 4, cases: [] };';
	expect(lean(code)).toBe(code);
});

test('no program but tests and bench reads what the built page leaves out of an op', () => {
	const folder = new URL('../../../src/', import.meta.url);
	const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.map((file) => file.replaceAll('\\', '/'))
		.filter((file) => /\.(ts|svelte)$/.test(file) && !file.startsWith('engine/ops/'));
	const reading = files.filter((file) =>
		/\.(anyCase|float32|flop)\b|\bop\.(cases|bytes)\b/.test(
			readFileSync(new URL(file, folder), 'utf8')
		)
	);
	expect(files.length).toBeGreaterThan(300);
	expect(reading).toEqual([]);
});

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compactWgsl } from '../../../src/launch/compact-shaders.mjs';

const FOLDER = new URL('../../../shaders/', import.meta.url);
const shaders = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) =>
	file.endsWith('.wgsl')
);

const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

test('comments and indentation go, lines keep their numbers', () => {
	const text = '// double: y = 2 x.\nfn double() {\n\ty = 2.0 * x; // [count]\n\n\tz = a / b;\n}\n';
	expect(compactWgsl(text)).toBe('\nfn double() {\ny = 2.0 * x;\n\nz = a / b;\n}\n');
});

test('a text with a block comment stays as it is', () => {
	const text = '\tlet y = x; /* see // there */\n';
	expect(compactWgsl(text)).toBe(text);
});

describe.each(shaders)('%s', (file) => {
	const text = readFileSync(new URL(file, FOLDER), 'utf8');

	test('has the same words of code on the same lines', () => {
		const code = text.split('\n').map((line) => words(line.split('//')[0] ?? '').join(' '));
		const compact = compactWgsl(text);
		expect(compact.split('\n').map((line) => words(line).join(' '))).toEqual(code);
		expect(compact.length).toBeLessThan(text.length);
	});
});

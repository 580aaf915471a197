import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { weightValues } from '../../../src/engine/checkpoint/dtypes.ts';
import { foreignFormat } from '../../../src/engine/checkpoint/foreign-formats.ts';
import { readForeignWeights } from '../../../src/engine/checkpoint/foreign-weights.ts';
import {
	decodeAnySafetensors,
	type AnyTensorFile,
	type NamedTensor
} from '../../../src/engine/checkpoint/safetensors-codec.ts';

const PARAMETERS = [
	{ name: 'embed.W_E', shape: [3, 2] },
	{ name: 'blocks.0.mlp.W_in', shape: [2, 4] },
	{ name: 'blocks.0.mlp.b_in', shape: [4] }
];
const IGNORABLE = [
	{ name: 'blocks.0.attn.mask', when: 'any' },
	{ name: 'blocks.0.attn.b_Q', when: 'zero' }
] as const;

const filled = (shape: readonly number[], value = 1): NamedTensor => ({
	shape,
	data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value)
});

function fileOf(
	tensors: readonly (readonly [string, NamedTensor])[],
	foreign: AnyTensorFile['foreign'] = new Map()
): AnyTensorFile {
	return { tensors: new Map(tensors), foreign, metadata: {} };
}
const plain = PARAMETERS.map(({ name, shape }) => [name, filled(shape)] as const);

/** A safetensors file with one tensor, by hand. */
function oneTensor(dtype: string, shape: readonly number[], data: readonly number[]): Uint8Array {
	const header = JSON.stringify({ w: { dtype, shape, data_offsets: [0, data.length] } });
	const text = new TextEncoder().encode(header);
	return Uint8Array.from([text.length, 0, 0, 0, 0, 0, 0, 0, ...text, ...data]);
}

describe('half precision is read exactly', () => {
	// Worked out by hand from IEEE 754: sign, exponent, fraction.
	const halves: readonly (readonly [number, number])[] = [
		[0x0000, 0],
		[0x3c00, 1],
		[0xc000, -2],
		[0x3555, 0.333251953125],
		[0x7bff, 65504],
		[0x0001, 2 ** -24],
		[0x03ff, 1023 * 2 ** -24],
		[0x0400, 2 ** -14],
		[0x7c00, Infinity],
		[0xfc00, -Infinity],
		[0x7e00, NaN]
	];
	test.each(halves)('F16 0x%s is %s', (bits, value) => {
		const bytes = oneTensor('F16', [1], [bits & 255, bits >> 8]);
		expect(decodeAnySafetensors(bytes).tensors.get('w')?.data[0]).toBe(value);
	});

	test('F16 keeps the sign of zero', () => {
		const { data } = decodeAnySafetensors(oneTensor('F16', [1], [0, 0x80])).tensors.get('w') ?? {};
		expect(data?.[0]).toBe(-0);
	});

	test('every BF16 is the float32 whose upper half it is', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 0xffff }), (bits) => {
				const values = weightValues('BF16', Uint16Array.of(bits).buffer);
				expect(new Uint32Array(values.buffer)[0]).toBe(bits * 65536);
			})
		);
	});

	test('every F16 that is a number rounds back to its bits', () => {
		// Between two neighbours the value grows with the bits, and the spacing is that of eleven
		// significant bits.
		const values = weightValues('F16', Uint16Array.from({ length: 0x7c00 }, (_, i) => i).buffer);
		for (let i = 1; i < values.length; i++) {
			const [before = NaN, value = NaN] = [values[i - 1], values[i]];
			const exponent = Math.max(-14, Math.floor(Math.log2(before || 2 ** -24)));
			expect(value - before).toBe(2 ** (exponent - 10));
		}
	});
});

describe('names', () => {
	test.each(['_orig_mod.', 'module.', 'model.', 'module._orig_mod.', 'a.b.c.'])(
		'under the prefix %s are read without it, and said so',
		(prefix) => {
			const file = fileOf(plain.map(([name, tensor]) => [prefix + name, tensor]));
			const { tensors, problems, notices } = readForeignWeights(PARAMETERS, file, IGNORABLE);
			expect(problems).toEqual([]);
			expect([...tensors.keys()]).toEqual(PARAMETERS.map(({ name }) => name));
			expect(notices).toEqual([`names are read without their prefix "${prefix}"`]);
		}
	);

	test('without a prefix give no notice, though another tensor ends like one of them', () => {
		const file = fileOf([...plain, ['ema.embed.W_E', filled([3, 2])]]);
		const { problems, notices } = readForeignWeights(PARAMETERS, file, IGNORABLE);
		expect(problems).toEqual(['tensor "ema.embed.W_E": not one of this model']);
		expect(notices).toEqual([]);
	});

	test('that would write to a terminal are escaped, and many are counted', () => {
		const names = Array.from({ length: 100_000 }, (_, i) => `\u001b[2J${String(i)}`);
		const file = fileOf([...plain, ...names.map((name) => [name, filled([])] as const)]);
		const { problems } = readForeignWeights(PARAMETERS, file, IGNORABLE);
		expect(problems).toHaveLength(21);
		expect(problems.at(-1)).toBe('and 99980 more problems of its tensors');
		for (const problem of problems) expect(problem).not.toMatch(/\p{Cc}/u);
	});
});

describe('what the model does without', () => {
	test('is ignored with or without a prefix, in any dtype where it is no weight', () => {
		for (const prefix of ['', 'module.']) {
			const file = fileOf(
				[
					...plain.map(([name, tensor]) => [prefix + name, tensor] as const),
					[`${prefix}blocks.0.attn.b_Q`, filled([4], 0)]
				],
				new Map([[`${prefix}blocks.0.attn.mask`, { dtype: 'BOOL', shape: [3, 3] }]])
			);
			const { problems, notices } = readForeignWeights(PARAMETERS, file, IGNORABLE);
			expect(problems).toEqual([]);
			expect(notices.slice(-2)).toEqual([
				`ignored, because they are no weights: ${prefix}blocks.0.attn.mask`,
				`ignored, because all their values are 0: ${prefix}blocks.0.attn.b_Q`
			]);
		}
	});

	test('is a problem when it would change the outputs', () => {
		const file = fileOf([...plain, ['blocks.0.attn.b_Q', filled([4], 1e-3)]]);
		expect(readForeignWeights(PARAMETERS, file, IGNORABLE).problems).toEqual([
			'tensor "blocks.0.attn.b_Q": this model has no such bias; expected zeros, which change nothing'
		]);
	});
});

describe('problems', () => {
	test('of dtype, shape and name come together', () => {
		const file = fileOf(
			[
				['blocks.0.mlp.W_in', filled([2, 5])],
				['other', filled([1])]
			],
			new Map([['embed.W_E', { dtype: 'I64', shape: [3, 2] }]])
		);
		expect(readForeignWeights(PARAMETERS, file, IGNORABLE).problems).toEqual([
			'tensor "embed.W_E": expected dtype F32, F64, F16 or BF16, got "I64"',
			'tensor "blocks.0.mlp.W_in": expected shape [2, 4], got [2, 5]',
			'tensor "blocks.0.mlp.b_in": expected shape [4], got none',
			'tensor "other": not one of this model'
		]);
	});

	test('of a file with all matrices transposed begin with what helps', () => {
		const file = fileOf(
			plain.map(([name, { shape }]) => [name, filled(shape.toReversed())] as const)
		);
		const { problems } = readForeignWeights(PARAMETERS, file, IGNORABLE);
		expect(problems[0]).toMatch(/\[out, in\].*transpose the last two axes of every matrix/);
		expect(problems.slice(1)).toEqual([
			'tensor "embed.W_E": expected shape [3, 2], got [2, 3], its transpose: save W.transpose(-1, -2).contiguous()',
			'tensor "blocks.0.mlp.W_in": expected shape [2, 4], got [4, 2], its transpose: save W.transpose(-1, -2).contiguous()'
		]);
	});

	test('of a file with a type that is newer than this reader come together too', () => {
		const header = JSON.stringify({
			'embed.W_E': { dtype: 'F4', shape: [3, 2], data_offsets: [0, 3] },
			'blocks.0.mlp.W_in': { dtype: 'F32', shape: [1], data_offsets: [3, 7] }
		});
		const text = new TextEncoder().encode(header);
		const bytes = [text.length, 0, 0, 0, 0, 0, 0, 0, ...text, ...new Uint8Array(7)];
		const file = decodeAnySafetensors(Uint8Array.from(bytes));
		expect(readForeignWeights(PARAMETERS, file, IGNORABLE).problems).toEqual([
			'tensor "embed.W_E": expected dtype F32, F64, F16 or BF16, got "F4"',
			'tensor "blocks.0.mlp.W_in": expected shape [2, 4], got [1]',
			'tensor "blocks.0.mlp.b_in": expected shape [4], got none'
		]);
	});

	test('of a header come together, foreign dtypes among them', () => {
		const header = JSON.stringify({
			__metadata__: { step: 1 },
			a: { dtype: 13, shape: [1], data_offsets: [0, 4] },
			b: { dtype: 'F32', shape: [2], data_offsets: [0, 4] },
			mask: { dtype: 'BOOL', shape: [3], data_offsets: [4, 7] }
		});
		const text = new TextEncoder().encode(header);
		const bytes = Uint8Array.from([text.length, 0, 0, 0, 0, 0, 0, 0, ...text]);
		expect(() => decodeAnySafetensors(bytes)).toThrow(
			/__metadata__: .*; tensor "a": .*got 13; tensor "b": expected 8 bytes for F32 \[2\], got 4$/
		);
	});
});

describe('files that are no safetensors', () => {
	const ascii = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
	const zipOf = (name: string) =>
		Uint8Array.from([
			...ascii('PK\u0003\u0004'),
			...new Uint8Array(22),
			name.length,
			0,
			0,
			0,
			...ascii(name),
			...new Uint8Array(40)
		]);
	test.each([
		[
			'a torch.save file',
			zipOf('archive/data.pkl'),
			/^a torch.save file: convert it with .*save_file/
		],
		['an .npz file', zipOf('W_E.npy'), /NumPy .npz file: convert/],
		['another zip', zipOf('readme.txt'), /^a zip file: unpack it/],
		[
			'an old torch.save file',
			ascii('\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9'),
			/pickle.*convert/
		],
		['a .npy file', ascii('\u0093NUMPY\u0001\u0000v\u0000'), /\.npy/],
		['an HDF5 file', ascii('\u0089HDF\r\n\u001a\n\u0000'), /HDF5/],
		['a JSON text', ascii('{"init": {}}'), /JSON/],
		['a web page', ascii('<!DOCTYPE html><html>'), /web page/],
		['a Git LFS pointer', ascii('version https://git-lfs.github.com/spec/v1'), /git lfs pull/]
	])('%s is named, with what helps', (_, bytes, words) => {
		expect(foreignFormat(bytes)).toMatch(words);
		expect(() => decodeAnySafetensors(bytes)).toThrow(
			words.source.startsWith('^') ? /got a / : words
		);
	});

	test('no safetensors file is taken for another', () => {
		const length = fc.integer({ min: 2, max: 1e8 });
		fc.assert(
			fc.property(length, (header) => {
				const bytes = new Uint8Array(16);
				new DataView(bytes.buffer).setBigUint64(0, BigInt(header), true);
				bytes[8] = 0x7b;
				expect(foreignFormat(bytes)).toBeUndefined();
			})
		);
	});
});

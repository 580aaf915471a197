import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	decodeSafetensors,
	encodeSafetensors,
	type NamedTensor
} from '../../../src/engine/checkpoint/safetensors-codec.ts';
import { LabError } from '../../../src/engine/core/lab-error.ts';
import { elementCount } from '../../../src/engine/core/tensor.ts';

const shapes = fc.array(fc.nat(4), { maxLength: 3 });

const tensors: fc.Arbitrary<NamedTensor> = fc
	.tuple(shapes, fc.boolean())
	.chain(([shape, isDouble]) => {
		const minLength = elementCount(shape);
		const size = { minLength, maxLength: minLength };
		const data: fc.Arbitrary<Float32Array | Float64Array> = isDouble
			? fc.float64Array(size)
			: fc.float32Array(size);
		return data.map((values) => ({ shape, data: values }));
	});

const names = fc
	.oneof(fc.string(), fc.constantFrom('embed.W_E', '__proto__', 'constructor', '7', 'é'))
	.filter((name) => name !== '__metadata__');
const files = fc.record({
	tensors: fc.uniqueArray(fc.tuple(names, tensors), { selector: ([name]) => name }),
	metadata: fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true })
});

/** A file by hand, from the format's description. */
function fileOf(header: string, data: readonly number[] = []): Uint8Array {
	const text = new TextEncoder().encode(header);
	return Uint8Array.from([text.length, 0, 0, 0, 0, 0, 0, 0, ...text, ...data]);
}

// 1 and -2 as little-endian float32; 0.5 as float64.
const ONE_AND_MINUS_TWO = [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0];
const HALF = [0, 0, 0, 0, 0, 0, 0xe0, 0x3f];

describe('safetensors', () => {
	test('every file reads back bit for bit', () => {
		fc.assert(
			fc.property(files, ({ tensors: list, metadata }) => {
				const bytes = encodeSafetensors({ tensors: new Map(list), metadata });
				const back = decodeSafetensors(bytes);
				expect(back.metadata).toEqual(metadata);
				expect([...back.tensors.keys()].toSorted()).toEqual(list.map(([name]) => name).toSorted());
				for (const [name, { shape, data }] of list) {
					const tensor = back.tensors.get(name);
					expect(tensor?.shape).toEqual(shape);
					expect(tensor?.data).toEqual(data);
				}
			})
		);
	});

	test('it reads a file written by hand', () => {
		const header =
			'{"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},' +
			'"__metadata__":{"format":"pt"},"s":{"dtype":"F64","shape":[],"data_offsets":[8,16]}}  ';
		const { tensors: read, metadata } = decodeSafetensors(
			fileOf(header, [...ONE_AND_MINUS_TWO, ...HALF])
		);
		expect(metadata).toEqual({ format: 'pt' });
		expect(read.get('w')).toEqual({ shape: [1, 2], data: Float32Array.of(1, -2) });
		expect(read.get('s')).toEqual({ shape: [], data: Float64Array.of(0.5) });
	});

	test('it writes what the format describes: aligned, float64 first, without gaps', () => {
		const bytes = encodeSafetensors({
			tensors: new Map<string, NamedTensor>([
				['w', { shape: [1, 2], data: Float32Array.of(1, -2) }],
				['s', { shape: [], data: Float64Array.of(0.5) }]
			]),
			metadata: { format: 'pt' }
		});
		const headerLength = bytes[0] ?? 0;
		const header = new TextDecoder().decode(bytes.subarray(8, 8 + headerLength));
		expect(headerLength % 8).toBe(0);
		expect(JSON.parse(header)).toEqual({
			__metadata__: { format: 'pt' },
			s: { dtype: 'F64', shape: [], data_offsets: [0, 8] },
			w: { dtype: 'F32', shape: [1, 2], data_offsets: [8, 16] }
		});
		expect([...bytes.subarray(8 + headerLength)]).toEqual([...HALF, ...ONE_AND_MINUS_TWO]);
	});

	test('it reads from the middle of a larger buffer', () => {
		const header = '{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';
		const file = fileOf(header, ONE_AND_MINUS_TWO);
		const larger = new Uint8Array(file.length + 3);
		larger.set(file, 3);
		expect(decodeSafetensors(larger.subarray(3)).tensors.get('w')?.data).toEqual(
			Float32Array.of(1, -2)
		);
	});

	test.each([
		['of no bytes', new Uint8Array(0), 'header'],
		['cut in its header', fileOf('{"w":{}}').subarray(0, 12), 'header of 8 bytes'],
		['without JSON', fileOf('{"w":'), 'JSON header'],
		['with a list as header', fileOf('[]'), 'JSON object'],
		['with numbers as metadata', fileOf('{"__metadata__":{"step":1}}'), '__metadata__'],
		[
			'of whole numbers',
			fileOf('{"w":{"dtype":"I16","shape":[1],"data_offsets":[0,2]}}', [0, 0]),
			'"w": expected dtype F32, F64, F16, BF16, got "I16"'
		],
		[
			'with a dtype that is newer than this reader',
			fileOf('{"w":{"dtype":"F13","shape":[1],"data_offsets":[0,2]}}', [0, 0]),
			'"w": expected dtype F32, F64, F16, BF16, got "F13"'
		],
		[
			'with a dtype that is no text',
			fileOf('{"w":{"dtype":4,"shape":[1],"data_offsets":[0,4]}}', [0, 0, 0, 0]),
			'"w": expected a dtype of the format, such as F32 or F64'
		],
		[
			'with a shape that is none',
			fileOf('{"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}', [0, 0, 0, 0]),
			'"w": expected a shape'
		],
		[
			'with too few bytes for a shape',
			fileOf('{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', [0, 0, 0, 0]),
			'"w": expected 8 bytes for F32 [2], got 4'
		],
		[
			'with a gap',
			fileOf('{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}', ONE_AND_MINUS_TWO),
			'"w": expected to begin at byte 0, got 4'
		],
		[
			'cut in its data',
			fileOf('{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', [0, 0, 0]),
			'expected 8 bytes of tensors, got 3'
		]
	])('it refuses a file %s', (_, bytes, message) => {
		expect(() => decodeSafetensors(bytes)).toThrow(message);
		expect(() => decodeSafetensors(bytes)).toThrow(LabError);
	});

	test('damaged bytes end in a LabError or in tensors, never otherwise', () => {
		const whole = encodeSafetensors({
			tensors: new Map([['w', { shape: [2], data: Float32Array.of(1, -2) }]]),
			metadata: { step: '3' }
		});
		fc.assert(
			fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, byte, cut) => {
				const damaged = whole.slice(0, cut);
				damaged[at] = byte;
				try {
					expect(decodeSafetensors(damaged).tensors.size).toBeLessThan(2);
				} catch (error) {
					expect(error).toBeInstanceOf(LabError);
				}
			})
		);
	});

	test('it writes no tensor whose data do not fill its shape', () => {
		const wrong = new Map([['w', { shape: [3], data: new Float32Array(2) }]]);
		expect(() => encodeSafetensors({ tensors: wrong, metadata: {} })).toThrow(
			'tensor "w": expected 3 elements for [3], got 2'
		);
	});
});

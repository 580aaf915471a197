import { expect, test } from 'vitest';
import { f32, type TensorSpec } from '../../../src/engine/core/tensor.ts';
import type { Attributes } from '../../../src/engine/ops/define.ts';
import { ops } from '../../../src/engine/ops/index.ts';
import { expectDeviceAgrees } from '../../support/ops/compare-op.ts';
import { drawInputs } from '../../support/ops/op-case.ts';

type Row = readonly [id: string, inputs: readonly TensorSpec[], attributes: Attributes];

/** At least 64 large tiles, with rows, columns and steps of k beyond the last whole one. */
const MANY_TILES: readonly Row[] = [
	['matmul', [f32(12, 70, 20), f32(12, 20, 131)], { alpha: -0.5 }],
	['matmul', [f32(12, 20, 70), f32(12, 131, 20)], { transposeA: true, transposeB: true }],
	['matmul', [f32(12, 70, 35), f32(131, 35)], { transposeB: true }],
	['matmul', [f32(130, 129), f32(130, 130)], { transposeA: true, splits: 8 }],
	['matmul-add', [f32(2050, 19), f32(19, 67), f32(2050, 67)], {}],
	['matmul-masked', [f32(2050, 19), f32(67, 19), f32(2050, 67)], {}],
	['linear', [f32(2050, 19), f32(19, 67), f32(67)], { activation: 'relu' }],
	['matmul-gradients', [f32(17, 70, 40), f32(17, 40, 70), f32(17, 70, 70)], { addTo: 'none' }],
	[
		'matmul-gradients',
		[f32(1700, 70), f32(3, 70, 65), f32(3, 1700, 65), f32(1700, 70)],
		{ addTo: 'a', alpha: 2 }
	],
	['matmul-gradients', [f32(32, 70, 40), f32(40, 70), f32(32, 70, 70), f32(40, 70)], { addTo: 'b' }]
];

/** Fewer, with many steps of k: the last slice, and the last part of one, are short. */
const LONG_SUMS: readonly Row[] = [
	['matmul', [f32(35, 628), f32(628, 33)], {}],
	['matmul', [f32(201, 70), f32(31, 201)], { transposeA: true, transposeB: true, alpha: 3 }],
	['matmul', [f32(4, 116, 65), f32(65, 9)], {}],
	['matmul-add', [f32(37, 97), f32(97, 5), f32(37, 5)], {}],
	['matmul-masked', [f32(37, 300), f32(66, 300), f32(37, 66)], {}],
	['linear', [f32(40, 129), f32(129, 41), f32(41)], { activation: 'none' }],
	['matmul-gradients', [f32(257, 33), f32(33, 190), f32(257, 190)], { addTo: 'none' }],
	[
		'matmul-gradients',
		[f32(67, 33), f32(3, 33, 75), f32(3, 67, 75), f32(3, 33, 75)],
		{ addTo: 'b', alpha: -1 }
	],
	[
		'matmul-gradients',
		[f32(3, 41, 33), f32(33, 130), f32(3, 41, 130), f32(3, 41, 33)],
		{ addTo: 'a' }
	]
];

const rows = [
	...MANY_TILES.map((row) => ['matmul-tile-shared', row] as const),
	...LONG_SUMS.map((row) => ['matmul-tile-split', row] as const)
].map(([library, [id, inputs, attributes]]) => ({
	library,
	id,
	inputs,
	attributes,
	title: `${id} of ${inputs.map(({ shape }) => `[${shape.join(', ')}]`).join(' ')}`
}));

test.each(rows)('$library: $title agrees with float64', async (row) => {
	const { library, id, inputs, attributes, title: name } = row;
	const op = ops.get(id);
	const input = (i: number) => inputs[i]?.shape ?? [];
	const outputs = op.infer(input, attributes);
	const shapes = { input, output: (i: number) => outputs[i]?.shape ?? [] };
	expect(op.kernel(shapes, attributes, 'gpu').libraries).toContain(library);
	const opCase = { name, inputs, attributes };
	await expectDeviceAgrees(op, opCase, [drawInputs(opCase, 11), drawInputs(opCase, 12)]);
});

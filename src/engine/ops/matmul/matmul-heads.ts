import { axis, elementCount, f32, type Shape } from '../../core/tensor.ts';
import {
	bindings,
	defineOp,
	linearWorkgroups,
	type KernelCall,
	type OpSpec,
	type VjpContext
} from '../define.ts';
import type { Draw, UnnamedCase } from '../op-case.ts';

/**
 * The order of the axes: 'heads' is [heads, examples, rows, columns], 'rows' is [examples, rows,
 * heads, columns].
 */
type AxisOrder = 'heads' | 'rows';

type MatmulHeadsAttributes = {
	readonly orderA: AxisOrder;
	readonly orderB: AxisOrder;
	readonly orderY: AxisOrder;
	readonly transposeA?: boolean;
	readonly transposeB?: boolean;
	/** Factor on the product. */
	readonly alpha?: number;
};

/** Outputs of a row that one invocation computes. */
const COLUMNS = 4;

/** One operand as op(X) for every head and example: sizes and element strides. */
function operand(shape: Shape, order: AxisOrder, isTransposed: boolean) {
	const isHeads = order === 'heads';
	const [heads, examples] = isHeads
		? [axis(shape, 0), axis(shape, 1)]
		: [axis(shape, 2), axis(shape, 0)];
	const [rows, columns] = [axis(shape, isHeads ? 2 : 1), axis(shape, 3)];
	const rowStride = isHeads ? columns : heads * columns;
	return {
		heads,
		examples,
		rows: isTransposed ? columns : rows,
		columns: isTransposed ? rows : columns,
		headStride: isHeads ? examples * rows * columns : columns,
		exampleStride: rows * rowStride,
		rowStride: isTransposed ? 1 : rowStride,
		columnStride: isTransposed ? rowStride : 1
	};
}

type Operand = ReturnType<typeof operand>;

const leftOf = (shape: Shape, { orderA, transposeA = false }: MatmulHeadsAttributes): Operand =>
	operand(shape, orderA, transposeA);
const rightOf = (shape: Shape, { orderB, transposeB = false }: MatmulHeadsAttributes): Operand =>
	operand(shape, orderB, transposeB);

function shapeOfProduct(a: Operand, b: Operand, order: AxisOrder): Shape {
	return order === 'heads'
		? [a.heads, a.examples, a.rows, b.columns]
		: [a.examples, a.rows, a.heads, b.columns];
}

const strideParams = (name: string, { headStride, exampleStride, ...strides }: Operand) =>
	[
		[`${name}_head`, 'u32', headStride],
		[`${name}_example`, 'u32', exampleStride],
		[`${name}_row`, 'u32', strides.rowStride],
		[`${name}_column`, 'u32', strides.columnStride]
	] as const satisfies KernelCall['params'];

/** Each gradient is a product of the same kind, in its operand's own order of axes. */
function gradients({
	graph,
	input,
	cotangent,
	needs,
	attributes
}: VjpContext<MatmulHeadsAttributes>) {
	const { orderA, orderB, orderY, transposeA = false, transposeB = false, alpha = 1 } = attributes;
	const [a, b, dy] = [input(0), input(1), cotangent(0)];
	const ofA = () =>
		transposeA
			? graph.one(matmulHeads, [b, dy], {
					...{ orderA: orderB, orderB: orderY, orderY: orderA, alpha },
					...{ transposeA: transposeB, transposeB: true }
				})
			: graph.one(matmulHeads, [dy, b], {
					...{ orderA: orderY, orderB, orderY: orderA, alpha },
					...{ transposeA: false, transposeB: !transposeB }
				});
	const ofB = () =>
		transposeB
			? graph.one(matmulHeads, [dy, a], {
					...{ orderA: orderY, orderB: orderA, orderY: orderB, alpha },
					...{ transposeA: true, transposeB: transposeA }
				})
			: graph.one(matmulHeads, [a, dy], {
					...{ orderA, orderB: orderY, orderY: orderB, alpha },
					...{ transposeA: !transposeA, transposeB: false }
				});
	return [needs(0) ? ofA() : undefined, needs(1) ? ofB() : undefined];
}

/** Any order of axes and any transposes. */
function anyCase(draw: Draw): UnnamedCase<MatmulHeadsAttributes> {
	const [heads, examples] = [draw.whole(1, 4), draw.whole(1, 12)];
	const [m, n, k] = [draw.whole(1, 7), draw.whole(1, 7), draw.whole(1, 9)];
	const order = (): AxisOrder => draw.oneOf('heads', 'rows');
	const attributes = {
		...{ orderA: order(), orderB: order(), orderY: order() },
		...{ transposeA: draw.oneOf(true, false), transposeB: draw.oneOf(true, false) },
		alpha: draw.oneOf(1, -0.5, 3)
	};
	const matrices = (axes: AxisOrder, isTransposed: boolean, rows: number, columns: number) => {
		const [first, last] = isTransposed ? [columns, rows] : [rows, columns];
		return axes === 'heads' ? f32(heads, examples, first, last) : f32(examples, first, heads, last);
	};
	const { orderA, orderB, transposeA, transposeB } = attributes;
	return {
		inputs: [matrices(orderA, transposeA, m, k), matrices(orderB, transposeB, k, n)],
		attributes
	};
}

/**
 * Y = alpha op(A) op(B) for every head and example: the many small products of attention, scores Q
 * K^T, mixed values P V and their gradients. One invocation computes four outputs of a row;
 * `matmul` would compute a tile of 32 x 32 for 3 x 3 scores. The order of axes is free, so that
 * heads lie side by side where the next product sums over them.
 */
export const matmulHeads: OpSpec<MatmulHeadsAttributes> = defineOp({
	id: 'matmul-heads',
	infer(input, attributes) {
		const [a, b] = [leftOf(input(0), attributes), rightOf(input(1), attributes)];
		return [f32(...shapeOfProduct(a, b, attributes.orderY))];
	},
	reference({ input, output, inputShape, outputShape, attributes }) {
		const [x, z, y] = [input(0), input(1), output(0)];
		const a = leftOf(inputShape(0), attributes);
		const b = rightOf(inputShape(1), attributes);
		const to = operand(outputShape(0), attributes.orderY, false);
		const alpha = attributes.alpha ?? 1;
		for (let at = 0; at < a.heads * a.examples * a.rows; at++) {
			const h = at % a.heads;
			const example = Math.floor(at / a.heads) % a.examples;
			const i = Math.floor(at / (a.heads * a.examples));
			const fromA = h * a.headStride + example * a.exampleStride + i * a.rowStride;
			const fromB = h * b.headStride + example * b.exampleStride;
			const target = h * to.headStride + example * to.exampleStride + i * to.rowStride;
			for (let j = 0; j < b.columns; j++) {
				let sum = 0;
				for (let l = 0; l < a.columns; l++) {
					const factor = x[fromA + l * a.columnStride] ?? 0;
					sum += factor * (z[fromB + l * b.rowStride + j * b.columnStride] ?? 0);
				}
				y[target + j] = alpha * sum;
			}
		}
	},
	vjp: gradients,
	wasm({ input, output }, attributes) {
		const [a, b] = [leftOf(input(0), attributes), rightOf(input(1), attributes)];
		const y = operand(output(0), attributes.orderY, false);
		const strides = ({ headStride, exampleStride, rowStride, columnStride }: Operand) =>
			[headStride, exampleStride, rowStride, columnStride] as const;
		const numbers = [
			...[a.examples, a.rows, b.columns, a.columns],
			...[...strides(a), ...strides(b), y.headStride, y.exampleStride, y.rowStride],
			attributes.alpha ?? 1
		];
		const ns = 0.3 * a.rows * b.columns * a.columns;
		const parts = { count: a.heads * a.examples, ns };
		return [{ kernel: 'matmulHeads', tensors: [0, 1, 2], numbers, parts }];
	},
	kernel({ input, output }, attributes) {
		const [a, b] = [leftOf(input(0), attributes), rightOf(input(1), attributes)];
		const blocks = Math.ceil(b.columns / COLUMNS);
		const count = (elementCount(output(0)) / b.columns) * blocks;
		return {
			shader: 'matmul-heads',
			libraries: [],
			overrides: {},
			bindings: bindings('a', 'b', '*y'),
			params: [
				['count', 'u32', count],
				['heads', 'u32', a.heads],
				['examples', 'u32', a.examples],
				['m', 'u32', a.rows],
				['n', 'u32', b.columns],
				['blocks', 'u32', blocks],
				['k', 'u32', a.columns],
				...strideParams('a', a),
				...strideParams('b', b),
				['is_rows_first', 'u32', attributes.orderY === 'rows' ? 1 : 0],
				['alpha', 'f32', attributes.alpha ?? 1]
			],
			workgroups: linearWorkgroups(count)
		};
	},
	// The products, their sum and the factor.
	float32: ({ inputShape, attributes }) => leftOf(inputShape(0), attributes).columns + 2,
	flop: ({ input, output }, attributes) =>
		2 * leftOf(input(0), attributes).columns * elementCount(output(0)),
	anyCase,
	cases: [
		{
			name: 'scores',
			inputs: [f32(2, 7, 3, 5), f32(2, 7, 4, 5)],
			attributes: {
				...{ orderA: 'heads', orderB: 'heads', orderY: 'rows' },
				...{ transposeB: true, alpha: 0.5 }
			}
		},
		{
			name: 'mixed values',
			inputs: [f32(7, 3, 2, 4), f32(2, 7, 4, 5)],
			attributes: { orderA: 'rows', orderB: 'heads', orderY: 'rows' }
		},
		{
			name: 'gradient of the values',
			inputs: [f32(7, 3, 2, 4), f32(7, 3, 2, 5)],
			attributes: { orderA: 'rows', orderB: 'rows', orderY: 'heads', transposeA: true }
		},
		{
			name: 'one of each',
			inputs: [f32(1, 1, 1, 1), f32(1, 1, 1, 1)],
			attributes: {
				...{ orderA: 'heads', orderB: 'heads', orderY: 'heads' },
				...{ transposeA: true, transposeB: true, alpha: -2 }
			}
		}
	]
});

import { axis, elementCount, f32, u32, type NumericArray } from '../../core/tensor.ts';
import { bindings, defineOp, linearWorkgroups } from '../define.ts';
import { FLOAT32_ULP, type ErrorContext } from '../op-case.ts';

type HingeAttributes = {
	/** Whether all wrong classes count, or the largest one alone. */
	readonly isSum: boolean;
};

/** The first of the largest wrong classes of a row that begins at `start`. */
function rivalOf(logits: NumericArray, start: number, classes: number, target: number): number {
	let rival = target === 0 ? 1 : 0;
	for (let j = rival; j < classes; j++) {
		if (j !== target && (logits[start + j] ?? 0) > (logits[start + rival] ?? 0)) rival = j;
	}
	return rival;
}

/**
 * Each h rounds twice, and their sum once for each of them. Where an h is within its rounding of 0
 * its class may count or not.
 */
function errorOf({ input, size, attributes }: ErrorContext<HingeAttributes>) {
	const [logits, targets] = [input(0), input(1)];
	const [rows, classes] = [size(0, 0), size(0, 1)];
	const loss = new Float64Array(rows);
	const gradient = new Float64Array(rows * classes);
	for (let row = 0; row < rows; row++) {
		const start = row * classes;
		const target = targets[row] ?? 0;
		const rival = rivalOf(logits, start, classes, target);
		const ofTarget = logits[start + target] ?? 0;
		let count = 0;
		let isClose = false;
		let sum = 0;
		for (let j = 0; j < classes; j++) {
			if (attributes.isSum ? j === target : j !== rival) continue;
			const difference = (logits[start + j] ?? 0) - ofTarget;
			const rounding = 2 * FLOAT32_ULP * (1 + Math.abs(difference));
			loss[row] = (loss[row] ?? 0) + rounding;
			if (1 + difference > -rounding) count++;
			if (Math.abs(1 + difference) <= rounding) {
				isClose = true;
				gradient[start + j] = 1 / rows;
			} else if (1 + difference > 0) {
				sum += 1 + difference;
				gradient[start + j] = FLOAT32_ULP / rows;
			}
		}
		loss[row] = (loss[row] ?? 0) + classes * FLOAT32_ULP * sum;
		gradient[start + target] = ((isClose ? 1 : 2 * FLOAT32_ULP) * count) / rows;
	}
	return [loss, new Float64Array(rows), gradient];
}

/**
 * Hinge loss of outputs [rows, classes] against targets u32 [rows]: h_j = max(0, 1 + z_j - z_y) of
 * the largest wrong class (Crammer & Singer 2001), or summed over all wrong classes (Weston &
 * Watkins 1999). With two classes both are the hinge on the margin y f, f = z_1 - z_0, y = -1 or 1.
 * Outputs: loss [rows]; isCorrect [rows] (first largest output is the target's); d mean(loss) / d
 * outputs, which is 0 where h is exactly 0.
 */
export const hinge = defineOp<HingeAttributes>({
	id: 'hinge',
	gradientOutput: 2,
	infer(input) {
		const rows = axis(input(0), 0);
		return [f32(rows), f32(rows), f32(rows, axis(input(0), 1))];
	},
	reference({ input, output, inputShape, attributes: { isSum } }) {
		const [logits, targets] = [input(0), input(1)];
		const [loss, isCorrect, gradient] = [output(0), output(1), output(2)];
		const [rows, classes] = [axis(inputShape(0), 0), axis(inputShape(0), 1)];
		for (let row = 0; row < rows; row++) {
			const start = row * classes;
			const target = targets[row] ?? 0;
			const ofTarget = logits[start + target] ?? 0;
			const rival = rivalOf(logits, start, classes, target);
			let sum = 0;
			let count = 0;
			for (let j = 0; j < classes; j++) {
				const excess = 1 + ((logits[start + j] ?? 0) - ofTarget);
				const isCompared = isSum ? j !== target : j === rival;
				// What is no number counts, so that the loss is none either.
				const counts = isCompared && !(excess <= 0);
				if (counts) {
					sum += excess;
					count += 1;
				}
				gradient[start + j] = counts ? 1 / rows : 0;
			}
			gradient[start + target] = -count / rows;
			const largest = logits[start + rival] ?? 0;
			const isFirst = largest < ofTarget || (largest === ofTarget && target < rival);
			loss[row] = sum;
			isCorrect[row] = isFirst ? 1 : 0;
		}
	},
	vjp: ({ output }) => [output(2), undefined],
	wasm: ({ input }, { isSum }) => [
		{
			kernel: 'hinge',
			tensors: [0, 1, 2, 3, 4],
			numbers: [axis(input(0), 0), axis(input(0), 1), isSum ? 1 : 0],
			parts: { count: axis(input(0), 0), ns: 20 + 3 * axis(input(0), 1) }
		}
	],
	kernel({ input }, { isSum }) {
		const [rows, classes] = [axis(input(0), 0), axis(input(0), 1)];
		return {
			shader: 'hinge',
			libraries: [],
			overrides: { IS_SUM: isSum ? 1 : 0 },
			bindings: bindings('logits', 'targets:u32', '*loss', '*is_correct', '*d_logits'),
			params: [
				['rows', 'u32', rows],
				['classes', 'u32', classes],
				['inverse_rows', 'f32', 1 / rows]
			],
			workgroups: linearWorkgroups(rows)
		};
	},
	float32: errorOf,
	flop: ({ input }) => 5 * elementCount(input(0)),
	anyCase(draw) {
		const [rows, classes] = [draw.whole(1, 60), draw.whole(2, 20)];
		const attributes = { isSum: draw.oneOf(true, false) };
		return { inputs: [f32(rows, classes), u32(rows)], bounds: { 1: classes }, attributes };
	},
	cases: [
		{
			name: 'odd, largest',
			inputs: [f32(67, 13), u32(67)],
			bounds: { 1: 13 },
			attributes: { isSum: false }
		},
		{
			name: 'odd, sum',
			inputs: [f32(67, 13), u32(67)],
			bounds: { 1: 13 },
			attributes: { isSum: true }
		},
		{
			name: 'two classes',
			inputs: [f32(3, 2), u32(3)],
			bounds: { 1: 2 },
			attributes: { isSum: true }
		}
	]
});

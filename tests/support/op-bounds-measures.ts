import { powerPerFrequency } from '../../src/engine/core/fourier.ts';
import type { BoundContext, Bounds } from './op-case.ts';
import { crossEntropyRow } from './op-bounds-softmax.ts';
import { referenceOp } from './run-op.ts';
import { FLOAT32_ULP } from './tolerance.ts';

const NONE = new Float64Array(0);

/** A cross-entropy moves by p_j per unit of another class's logit, and by minus their sum per unit of the target's. */
function movedBy(values: readonly number[], target: number): number {
	const peak = Math.max(...values);
	const total = values.reduce((sum, z) => sum + Math.exp(z - peak), 0);
	return values.reduce((sum, z, j) => {
		const delta = FLOAT32_ULP * (Math.abs(z) + Math.abs(values[target] ?? NaN));
		return j === target ? sum : sum + (delta * Math.exp(z - peak)) / total;
	}, 0);
}

/** Differences (1 rounding on top of the value's own), squares (1), their sum (classes), a division (2.5). */
function squaresError(values: readonly number[], target: number): number {
	const sum = values.reduce((total, z, j) => {
		const difference = Math.abs(z - (j === target ? 1 : 0));
		return total + difference * (2 * Math.abs(z) + (values.length + 6) * difference);
	}, 0);
	return (FLOAT32_ULP * sum) / values.length;
}

/**
 * A corrected logit rounds once, by 2^-23 |z|; on top comes what the formula errs by. The answer may differ where the
 * two largest are closer than their roundings.
 */
export function correctedLossBound({ inputs, size, opCase }: BoundContext): Bounds {
	const [logits = NONE, tables = NONE, sums = NONE, targets = NONE, group = NONE] = inputs;
	const [rows, columns, classes, count] = [size(0, 0), size(0, 1), size(1, 1), size(1, 2)];
	const loss = new Float64Array(rows * count);
	const isCorrect = new Float64Array(rows * count);
	for (let i = 0; i < rows * count; i++) {
		const [row, m] = [Math.floor(i / count), i % count];
		if (((Number(opCase.attributes['groups']) >>> (group[row] ?? 0)) & 1) === 0) continue;
		const values = Array.from({ length: classes }, (_, c) => {
			const at = ((sums[row] ?? 0) * classes + c) * count + m;
			const correction = Number(opCase.attributes['sign']) * (tables[at] ?? NaN);
			return (logits[row * columns + c] ?? NaN) + correction;
		});
		const target = targets[row] ?? 0;
		loss[i] =
			opCase.attributes['kind'] === 'squares'
				? squaresError(values, target)
				: movedBy(values, target) + crossEntropyRow(values, target, 1).loss;
		const [first = NaN, second = -Infinity] = values.toSorted((a, b) => b - a);
		const isClose = first - second <= FLOAT32_ULP * (Math.abs(first) + Math.abs(second));
		isCorrect[i] = isClose ? 1 : 0;
	}
	return [loss, isCorrect];
}

/**
 * A choice may differ where it hangs on a rounding: a power (1 rounding of cosine + sine) beside the threshold (its own
 * sums and a product), or beside another power, unless both are exact.
 */
export function frequencyMaskBound({ inputs }: BoundContext): Bounds {
	const [rows = NONE, rule = NONE, given = NONE] = inputs;
	const power = powerPerFrequency(rows);
	const constant = (rule[3] ?? NaN) * (rows[0] ?? NaN);
	const total = power.reduce((sum, value) => sum + value, constant);
	const largest = Math.max(0, ...power);
	const threshold = Math.max((rule[0] ?? NaN) * total, (rule[1] ?? NaN) * largest);
	const slack = (power.length + 4) * FLOAT32_ULP * threshold;
	const isExact = (value: number) => Math.fround(value) === value;
	const isBeside = (value: number, other: number) =>
		Math.abs(value - other) <= FLOAT32_ULP * (value + other) && !(isExact(value) && isExact(other));
	return [
		power.map((value, i) => {
			if ((given[i] ?? NaN) >= 0) return 0;
			const isNear = total > 0 && Math.abs(value - threshold) <= slack;
			return isNear || power.some((other, j) => j !== i && isBeside(value, other)) ? 1 : 0;
		})
	];
}

/** Squares and their sums: 9 roundings; two divisions, 2.5 ULP each. */
const FRACTION_ULPS = 14;

/**
 * The variance errs by a rounding of each part and of the difference, a product and a division (2.5 ULP) of the constant
 * part: much, relatively, where it nearly cancels. The frequency may differ where two masses are that close.
 */
export function neuronFrequenciesBound({ inputs, size, op, opCase }: BoundContext): Bounds {
	const at = (input: number, i: number) => inputs[input]?.[i] ?? NaN;
	const [order, neurons] = [size(0, 0), size(0, 1)];
	const [fractions = NONE] = referenceOp(op, opCase, inputs).outputs;
	const fraction = new Float64Array(neurons);
	const frequency = new Float64Array(neurons);
	for (let j = 0; j < neurons; j++) {
		const rowPower = Float64Array.from({ length: order }, (_, row) => {
			const isAlternating = row === order - 1 && order % 2 === 0;
			const parts = isAlternating ? [0, 1, 2] : [0, 1, 2, 3];
			return parts.reduce((sum, part) => sum + at(part, row * neurons + j) ** 2, 0);
		});
		const [first = 0, second = -Infinity] = powerPerFrequency(rowPower).toSorted((a, b) => b - a);
		const whole = at(4, j);
		const constant = at(0, j) ** 2 / order;
		const variance = whole - constant;
		const error = FLOAT32_ULP * (2 * whole + 5 * constant);
		// The share 2^-16 of the squares below which there is none.
		if (Math.abs(variance - 2 ** -16 * whole) < error) {
			fraction[j] = frequency[j] = Infinity;
			continue;
		}
		const own = fractions[j] ?? NaN;
		fraction[j] = own === 0 ? 0 : own * (FRACTION_ULPS * FLOAT32_ULP + error / (variance - error));
		frequency[j] = own > 0 && first - second <= FRACTION_ULPS * FLOAT32_ULP * first ? order : 0;
	}
	return [fraction, frequency];
}

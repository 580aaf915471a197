import { floats, setFloat } from '../wasm/floats.as.ts';

// Two neurons at a time, in float64 and in the order of the reference.

/** Squares of two neurons in a row of one input. */
function squares(x: usize): v128 {
	const value = f64x2.promote_low_f32x4(v128.load64_zero(x));
	return f64x2.mul(value, value);
}

/** Squared mass of a row of all inputs, or of the first three. */
function rowMass(a: usize, b: usize, sum: usize, difference: usize, isLast: bool): v128 {
	const mass = f64x2.add(f64x2.add(squares(a), squares(b)), squares(sum));
	return isLast ? mass : f64x2.add(mass, squares(difference));
}

/** Fraction and frequency of one neuron. */
function putNeuron(
	most: f64,
	best: i32,
	constant: f64,
	whole: f64,
	order: i32,
	leastVariance: f64,
	fraction: usize,
	frequency: usize,
	j: i32
): void {
	const variance = whole - constant / <f64>order;
	const isVaried = variance > leastVariance * whole;
	setFloat(fraction, j, isVaried ? <f32>(most / <f64>order / variance) : 0);
	setFloat(frequency, j, isVaried ? <f32>best : 0);
}

/** `neuron-frequencies`, for a range of pairs of neurons. */
export function neuronFrequencies(
	byA: usize,
	byB: usize,
	bySum: usize,
	byDifference: usize,
	wholes: usize,
	fraction: usize,
	frequency: usize,
	order: i32,
	neurons: i32,
	leastVariance: f64,
	from: i32,
	to: i32
): void {
	const rowBytes = floats(neurons);
	for (let j = 2 * from; j < min(2 * to, neurons); j += 2) {
		let at = floats(j);
		const constant = squares(byA + at);
		let most = f64x2.splat(0);
		let best = i64x2.splat(0);
		for (let row = 1; row < order; row += 2) {
			at += rowBytes;
			const isLast = row === order - 1;
			let mass = rowMass(byA + at, byB + at, bySum + at, byDifference + at, isLast);
			if (!isLast) {
				at += rowBytes;
				const second = rowMass(byA + at, byB + at, bySum + at, byDifference + at, false);
				mass = f64x2.add(mass, second);
			}
			const isMore = f64x2.gt(mass, most);
			most = v128.bitselect(mass, most, isMore);
			best = v128.bitselect(i64x2.splat((row + 1) / 2), best, isMore);
		}
		for (let lane = 0; lane < min(2, neurons - j); lane++) {
			const isFirst = lane === 0;
			putNeuron(
				isFirst ? f64x2.extract_lane(most, 0) : f64x2.extract_lane(most, 1),
				<i32>(isFirst ? i64x2.extract_lane(best, 0) : i64x2.extract_lane(best, 1)),
				isFirst ? f64x2.extract_lane(constant, 0) : f64x2.extract_lane(constant, 1),
				<f64>load<f32>(wholes + floats(j + lane)),
				order,
				leastVariance,
				fraction,
				frequency,
				j + lane
			);
		}
	}
}

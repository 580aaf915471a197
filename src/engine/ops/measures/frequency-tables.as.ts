import { floats, getFloat } from '../wasm/floats.as.ts';

// Products and sums as of the reference on floats: in float64, rounded when they are stored.

/** One row of the basis and of the spectrum onto the tables of a sum, for one mask. */
function addRow(scale: f64, spectrum: usize, table: usize, count: i32, classes: i32): void {
	const step = floats(count);
	for (let c = 0; c < classes; c++) {
		store<f32>(table, <f32>(<f64>load<f32>(table) + scale * <f64>load<f32>(spectrum)));
		spectrum += 4;
		table += step;
	}
}

/** `frequency-tables`, for a range of sums s: the tables of one lie in the nearest cache. */
export function frequencyTables(
	spectrum: usize,
	basis: usize,
	masks: usize,
	tables: usize,
	order: i32,
	columns: i32,
	basisColumns: i32,
	count: i32,
	frequencies: i32,
	withConstant: bool,
	from: i32,
	to: i32
): void {
	for (let s = from; s < to; s++) {
		const ofSum = tables + floats(s * order * count);
		memory.fill(ofSum, 0, floats(order * count));
		for (let m = 0; m < count; m++) {
			const table = ofSum + floats(m);
			const mask = masks + floats(m * frequencies);
			if (withConstant) addRow(<f64>getFloat(basis, s), spectrum, table, count, order);
			for (let k = 1; k <= frequencies; k++) {
				const weight = <f64>getFloat(mask, k - 1);
				if (weight === 0) continue;
				const last = min(2 * k, order - 1);
				for (let row = 2 * k - 1; row <= last; row++) {
					const scale = weight * <f64>getFloat(basis, row * basisColumns + s);
					addRow(scale, spectrum + floats(row * columns), table, count, order);
				}
			}
		}
	}
}

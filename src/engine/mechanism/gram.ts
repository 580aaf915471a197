/** Inner products of all rows, row-major [rows, rows]. */
export function gramOf(rows: readonly Float64Array[]): Float64Array {
	const gram = new Float64Array(rows.length ** 2);
	rows.forEach((x, i) => {
		rows.slice(0, i + 1).forEach((y, j) => {
			const product = x.reduce((sum, value, k) => sum + value * (y[k] ?? 0), 0);
			gram[i * rows.length + j] = product;
			gram[j * rows.length + i] = product;
		});
	});
	return gram;
}

/** Rows without their mean. */
export function centredRows(rows: readonly Float64Array[]): readonly Float64Array[] {
	const mean = Float64Array.from(
		{ length: rows[0]?.length ?? 0 },
		(_, k) => rows.reduce((sum, row) => sum + (row[k] ?? 0), 0) / rows.length
	);
	return rows.map((row) => row.map((value, k) => value - (mean[k] ?? 0)));
}

import { readFileSync } from 'node:fs';

/** One evaluated or stored step of a run. NaN where a column has no value at that step. */
export interface CurveRow {
	readonly step: number;
	readonly trainLoss: number;
	readonly trainAccuracy: number;
	readonly testLoss: number;
	readonly testAccuracy: number;
	readonly sumOfSquaredWeights: number;
	readonly keyFrequencyCount: number;
}

/** A run of REPRODUCTION.md: rows by ascending step. */
export type Curve = readonly CurveRow[];

const GOLDEN = new URL('../../golden/', import.meta.url);

/** @throws Error when a column is missing */
function toCurve(
	names: readonly string[],
	rows: readonly (readonly (number | undefined)[])[]
): Curve {
	const columnOf = (name: string, isOptional = false) => {
		const at = names.indexOf(name);
		if (at < 0 && !isOptional) throw new Error(`no column "${name}"`);
		return (row: readonly (number | undefined)[]) => row[at] ?? NaN;
	};
	const step = columnOf('step');
	const trainLoss = columnOf('train_loss');
	const trainAccuracy = columnOf('train_accuracy');
	const testLoss = columnOf('test_loss');
	const testAccuracy = columnOf('test_accuracy');
	const squares = columnOf('sum_of_squared_weights');
	// Missing in the two oldest runs.
	const keys = columnOf('key_frequency_count', true);
	return rows.map((row) => ({
		step: step(row),
		trainLoss: trainLoss(row),
		trainAccuracy: trainAccuracy(row),
		testLoss: testLoss(row),
		testAccuracy: testAccuracy(row),
		sumOfSquaredWeights: squares(row),
		keyFrequencyCount: keys(row)
	}));
}

/** The canonical run of this project with one seed, from its thinned metrics.csv. */
export function readCanonicalRun(seed: number): Curve {
	const file = new URL(`canonical-seed-${String(seed)}.csv`, GOLDEN);
	const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n');
	const cells = (line: string) =>
		line.split(',').map((cell) => (cell === '' ? undefined : Number(cell)));
	return toCurve(head.split(','), lines.map(cells));
}

interface TorchRun {
	readonly columns: readonly string[];
	readonly rows: readonly (readonly number[])[];
}

const isTorchRun = (value: unknown): value is TorchRun =>
	typeof value === 'object' && value !== null && 'columns' in value && 'rows' in value;

/** The independent PyTorch run of the same settings. */
export function readTorchRun(): Curve {
	const file = 'nanda-p113-torch.json';
	const parsed: unknown = JSON.parse(readFileSync(new URL(file, GOLDEN), 'utf8'));
	if (!isTorchRun(parsed)) throw new Error(`${file}: no columns and rows`);
	return toCurve(parsed.columns, parsed.rows);
}

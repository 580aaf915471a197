import type { Split } from '../../engine/trainer/split.ts';
import { UsageError } from './failures.ts';

type Pair = readonly [number, number];

interface SplitText {
	readonly train_pairs: readonly unknown[];
	readonly test_pairs?: readonly unknown[];
}

const PAIRS = '"train_pairs": [[a, b], ...]';

function isSplitText(value: unknown): value is SplitText {
	if (typeof value !== 'object' || value === null || !('train_pairs' in value)) return false;
	if (!Array.isArray(value.train_pairs)) return false;
	return !('test_pairs' in value) || Array.isArray(value.test_pairs);
}

/** Train and test pairs as pair indices, in order. @throws UsageError */
function indicesOf(pairs: readonly unknown[], residues: number, key: string): Uint32Array {
	const isResidue = (value: unknown): value is number =>
		Number.isInteger(value) && Number(value) >= 0 && Number(value) < residues;
	const isPair = (value: unknown): value is Pair =>
		Array.isArray(value) && value.length === 2 && value.every(isResidue);
	const indices = pairs.map((pair, i) => {
		if (isPair(pair)) return pair[0] * residues + pair[1];
		throw new UsageError(
			`${key}[${String(i)}]: expected two whole numbers from 0 to ${String(residues - 1)}, got ${JSON.stringify(pair)}`
		);
	});
	const seen = new Set<number>();
	for (const [i, index] of indices.entries()) {
		if (seen.has(index)) {
			throw new UsageError(
				`${key}[${String(i)}]: expected every pair once, got ${JSON.stringify(pairs[i])} again`
			);
		}
		seen.add(index);
	}
	return Uint32Array.from(indices);
}

function readSplit(value: unknown, residues: number): Split {
	if (!isSplitText(value)) throw new UsageError(`expected an object with ${PAIRS}`);
	const train = indicesOf(value.train_pairs, residues, 'train_pairs');
	const inTrain = new Set(train);
	const others = Uint32Array.from({ length: residues * residues }, (_, i) => i).filter(
		(pair) => !inTrain.has(pair)
	);
	const test =
		value.test_pairs === undefined ? others : indicesOf(value.test_pairs, residues, 'test_pairs');
	const isRest = test.length === others.length && test.every((pair) => !inTrain.has(pair));
	if (!isRest) {
		throw new UsageError(
			`test_pairs: expected exactly the ${String(others.length)} pairs that are not in train_pairs, got ${String(test.length)} others`
		);
	}
	if (train.length === 0 || test.length === 0) {
		throw new UsageError('expected at least one pair in train and one in test');
	}
	return { train, test };
}

/** The splits of a file that has one for each replica. */
function partsOf(value: unknown): readonly unknown[] | undefined {
	if (typeof value !== 'object' || value === null || !('replicas' in value)) return undefined;
	return Array.isArray(value.replicas) ? value.replicas : undefined;
}

/**
 * Reads a split file: one split for all replicas, or `"replicas": [...]` with one each.
 * @throws UsageError naming the pair or key that is wrong
 */
export function decodeSplits(text: string, residues: number, replicas: number): readonly Split[] {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (cause) {
		throw new UsageError(`expected JSON with ${PAIRS}: ${String(cause)}`);
	}
	const each = partsOf(value);
	if (each === undefined) {
		const split = readSplit(value, residues);
		return Array.from({ length: replicas }, () => split);
	}
	const splits = each.map((one) => readSplit(one, residues));
	const counts = new Set(splits.map(({ train }) => train.length));
	if (splits.length !== replicas || counts.size > 1) {
		throw new UsageError(
			`expected ${String(replicas)} replicas with equally many train pairs, got ${String(splits.length)} with ${[...counts].join(', ')}`
		);
	}
	return splits;
}

/** Writes splits, one per replica, a pair a line short enough to read. */
export function encodeSplits(splits: readonly Split[], residues: number): string {
	const list = (pairs: Uint32Array) =>
		`[${Array.from(pairs, (pair) => `[${String(Math.floor(pair / residues))}, ${String(pair % residues)}]`).join(', ')}]`;
	const texts = splits.map(
		({ train, test }) => `{\n"train_pairs": ${list(train)},\n"test_pairs": ${list(test)}\n}`
	);
	const [first = ''] = texts;
	return texts.length === 1 ? `${first}\n` : `{ "replicas": [\n${texts.join(',\n')}\n] }\n`;
}

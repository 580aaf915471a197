import {
	absentOr,
	anything,
	checkJson,
	checkValue,
	fields,
	list,
	matching
} from '../../engine/checkpoint/checked-json.ts';
import { quote } from '../../engine/core/quote.ts';
import type { Split } from '../../engine/trainer/split.ts';
import { FormatError } from './format-error.ts';

type Pair = readonly [number, number];

const PAIRS = '"train_pairs": [[a, b], ...]';

function splitSchema(residues: number) {
	const isResidue = (value: unknown): value is number =>
		Number.isInteger(value) && Number(value) >= 0 && Number(value) < residues;
	const isPair = (value: unknown): value is Pair =>
		Array.isArray(value) && value.length === 2 && value.every(isResidue);
	const pair = matching(isPair, `two whole numbers from 0 to ${String(residues - 1)}`);
	return fields({ train_pairs: list(pair), test_pairs: absentOr(list(pair)) });
}

/** Train or test pairs as pair indices, in order. @throws FormatError when one is there twice */
function indicesOf(pairs: readonly Pair[], residues: number, key: string): Uint32Array {
	const indices = pairs.map(([a, b]) => a * residues + b);
	const seen = new Set<number>();
	for (const [i, index] of indices.entries()) {
		if (seen.has(index)) {
			throw new FormatError([
				`${key}[${String(i)}]: expected every pair once, got ${quote(pairs[i])} again`
			]);
		}
		seen.add(index);
	}
	return Uint32Array.from(indices);
}

function readSplit(value: unknown, residues: number, name: string): Split {
	if (!hasMember(value, 'train_pairs')) throw new FormatError([`expected an object with ${PAIRS}`]);
	const checked = checkValue(splitSchema(residues), value, name);
	if (checked.value === undefined) throw new FormatError(checked.problems);
	const { train_pairs: trainPairs, test_pairs: testPairs } = checked.value;
	const train = indicesOf(trainPairs, residues, 'train_pairs');
	const inTrain = new Set(train);
	const others = Uint32Array.from({ length: residues * residues }, (_, i) => i).filter(
		(pair) => !inTrain.has(pair)
	);
	const test = testPairs === undefined ? others : indicesOf(testPairs, residues, 'test_pairs');
	const isRest = test.length === others.length && test.every((pair) => !inTrain.has(pair));
	if (!isRest) {
		throw new FormatError([
			`test_pairs: expected exactly the ${String(others.length)} pairs that are not in train_pairs, got ${String(test.length)} others`
		]);
	}
	if (train.length === 0 || test.length === 0) {
		throw new FormatError(['expected at least one pair in train and one in test']);
	}
	return { train, test };
}

const hasMember = <Key extends string>(
	value: unknown,
	key: Key
): value is Readonly<Record<Key, unknown>> =>
	typeof value === 'object' && value !== null && Object.hasOwn(value, key);

/** The splits of a file that has one for each replica. */
function partsOf(value: unknown): readonly unknown[] | undefined {
	return hasMember(value, 'replicas') && Array.isArray(value.replicas) ? value.replicas : undefined;
}

/**
 * Reads a split file: one split for all replicas, or `"replicas": [...]` with one each.
 * @throws FormatError naming every pair that is none, or what else is wrong
 */
export function decodeSplits(json: string, residues: number, replicas: number): readonly Split[] {
	const checked = checkJson(anything(), json, '', ` with ${PAIRS}`);
	if (checked.problems.length > 0) throw new FormatError(checked.problems);
	const { value } = checked;
	const each = partsOf(value);
	if (each === undefined) {
		const split = readSplit(value, residues, '');
		return Array.from({ length: replicas }, () => split);
	}
	// Of a longer list, so many show what the others are like.
	const splits = each
		.slice(0, replicas)
		.map((one, r) => readSplit(one, residues, `replicas[${String(r)}]`));
	const counts = new Set(splits.map(({ train }) => train.length));
	if (each.length !== replicas || counts.size > 1) {
		const listed = [...counts].slice(0, 5).join(', ');
		throw new FormatError([
			`expected ${String(replicas)} replicas with equally many train pairs, got ${String(each.length)} with ${listed}`
		]);
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

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
import type { PairTable, Split, TaskShape } from '../../engine/tasks/define.ts';
import { FormatError } from './format-error.ts';

type Pair = readonly [number, number];

const PAIRS = '"train_pairs": [[a, b], ...]';
const EXAMPLES = '"train_examples": [index, ...]';

/** How the examples of a task are written: as pairs [a, b], or by their index. */
interface Notation<Item> {
	/** The noun of an example, and the end of the keys. */
	readonly noun: 'pair' | 'example';
	readonly keys: readonly [train: string, test: string];
	readonly isItem: (value: unknown) => value is Item;
	readonly expected: string;
	readonly indexOf: (item: Item) => number;
	readonly textOf: (index: number) => string;
}

const isWithin = (value: unknown, first: number, count: number): value is number =>
	Number.isInteger(value) && Number(value) >= first && Number(value) < first + count;

function pairNotation({ left, right }: PairTable): Notation<Pair> {
	const rangeOf = ({ first, count }: PairTable['left']) =>
		`from ${String(first)} to ${String(first + count - 1)}`;
	const expected =
		left.first === right.first && left.count === right.count
			? `two whole numbers ${rangeOf(left)}`
			: `a whole number ${rangeOf(left)} and one ${rangeOf(right)}`;
	return {
		noun: 'pair',
		keys: ['train_pairs', 'test_pairs'],
		isItem: (value): value is Pair =>
			Array.isArray(value) &&
			value.length === 2 &&
			isWithin(value[0], left.first, left.count) &&
			isWithin(value[1], right.first, right.count),
		expected,
		indexOf: ([a, b]) => (a - left.first) * right.count + (b - right.first),
		textOf: (i) =>
			`[${String(left.first + Math.floor(i / right.count))}, ${String(right.first + (i % right.count))}]`
	};
}

const exampleNotation = (examples: number): Notation<number> => ({
	noun: 'example',
	keys: ['train_examples', 'test_examples'],
	isItem: (value): value is number => isWithin(value, 0, examples),
	expected: `a whole number from 0 to ${String(examples - 1)}`,
	indexOf: (i) => i,
	textOf: String
});

/** Train or test examples as indices, in order. @throws FormatError when one is there twice */
function indicesOf<Item>(
	items: readonly Item[],
	{ noun, indexOf }: Notation<Item>,
	key: string
): Uint32Array {
	const indices = items.map(indexOf);
	const seen = new Set<number>();
	for (const [i, index] of indices.entries()) {
		if (seen.has(index)) {
			throw new FormatError([
				`${key}[${String(i)}]: expected every ${noun} once, got ${quote(items[i])} again`
			]);
		}
		seen.add(index);
	}
	return Uint32Array.from(indices);
}

function readSplitIn<Item>(
	value: unknown,
	notation: Notation<Item>,
	examples: number,
	name: string
): Split {
	const { noun, keys, isItem, expected } = notation;
	const [trainKey, testKey] = keys;
	if (!hasMember(value, trainKey)) {
		throw new FormatError([`expected an object with ${noun === 'pair' ? PAIRS : EXAMPLES}`]);
	}
	const item = matching(isItem, expected);
	const schema = fields({ [trainKey]: list(item), [testKey]: absentOr(list(item)) });
	const checked = checkValue(schema, value, name);
	if (checked.value === undefined) throw new FormatError(checked.problems);
	const { [trainKey]: trainItems = [], [testKey]: testItems } = checked.value;
	const train = indicesOf(trainItems, notation, trainKey);
	const inTrain = new Set(train);
	const others = Uint32Array.from({ length: examples }, (_, i) => i).filter(
		(example) => !inTrain.has(example)
	);
	const test = testItems === undefined ? others : indicesOf(testItems, notation, testKey);
	const isRest = test.length === others.length && test.every((example) => !inTrain.has(example));
	if (!isRest) {
		throw new FormatError([
			`${testKey}: expected exactly the ${String(others.length)} ${noun}s that are not in ${trainKey}, got ${String(test.length)} others`
		]);
	}
	if (train.length === 0 || test.length === 0) {
		throw new FormatError([`expected at least one ${noun} in train and one in test`]);
	}
	return { train, test };
}

const readSplit = (value: unknown, { pairs, examples }: TaskShape, name: string): Split =>
	pairs === undefined
		? readSplitIn(value, exampleNotation(examples), examples, name)
		: readSplitIn(value, pairNotation(pairs), examples, name);

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
 * @throws FormatError naming every example that is none, or what else is wrong
 */
export function decodeSplits(json: string, shape: TaskShape, replicas: number): readonly Split[] {
	const expected = shape.pairs === undefined ? EXAMPLES : PAIRS;
	const checked = checkJson(anything(), json, '', ` with ${expected}`);
	if (checked.problems.length > 0) throw new FormatError(checked.problems);
	const { value } = checked;
	const each = partsOf(value);
	if (each === undefined) {
		const split = readSplit(value, shape, '');
		return Array.from({ length: replicas }, () => split);
	}
	// If the list is too long, reading the first ones suffices for the error below.
	const splits = each
		.slice(0, replicas)
		.map((one, r) => readSplit(one, shape, `replicas[${String(r)}]`));
	const counts = new Set(splits.map(({ train }) => train.length));
	if (each.length !== replicas || counts.size > 1) {
		const listed = [...counts].slice(0, 5).join(', ');
		throw new FormatError([
			`expected ${String(replicas)} replicas with equally many train examples, got ${String(each.length)} with ${listed}`
		]);
	}
	return splits;
}

/** Writes splits, one per replica, each list on a line of its own. */
export function encodeSplits(
	splits: readonly Split[],
	{ pairs, examples }: Pick<TaskShape, 'pairs' | 'examples'>
): string {
	const {
		keys: [train, test],
		textOf
	} = pairs === undefined ? exampleNotation(examples) : pairNotation(pairs);
	const list = (indices: Uint32Array) => `[${Array.from(indices, textOf).join(', ')}]`;
	const texts = splits.map(
		(split) => `{\n"${train}": ${list(split.train)},\n"${test}": ${list(split.test)}\n}`
	);
	const [first = ''] = texts;
	return texts.length === 1 ? `${first}\n` : `{ "replicas": [\n${texts.join(',\n')}\n] }\n`;
}

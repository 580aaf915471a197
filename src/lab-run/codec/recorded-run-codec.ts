import {
	fields,
	list,
	members,
	nullable,
	number,
	numberOrNull,
	numbers,
	param,
	text,
	whole
} from '../../engine/checkpoint/checked-json.ts';
import { QUANTIZED_BITS } from '../../engine/checkpoint/quantized-weights.ts';
import { printable } from '../../engine/core/quote.ts';
import { EVENTS } from './events-codec.ts';
import { FormatError } from './format-error.ts';
import { decodeFormatted } from './formatted-json.ts';
import { formatOf } from './run-format.ts';
import type { RecordedRun, SplitLosses } from './recorded-run.ts';

/** A chart shows three. */
const SIGNIFICANT_DIGITS = 6;

/** First version of a run whose recordings have events; one without any is written as before. */
const WITH_EVENTS = 4;

const rounded = (value: number): number | null => {
	if (!Number.isFinite(value)) return null;
	return Number.isInteger(value) ? value : Number(value.toPrecision(SIGNIFICANT_DIGITS));
};
const roundedList = (values: Float64Array): readonly (number | null)[] =>
	Array.from(values, rounded);
const lists = (columns: Readonly<Record<string, Float64Array>>) =>
	Object.fromEntries(Object.entries(columns).map(([key, values]) => [key, roundedList(values)]));

/** A recorded run as the text of its file. Numbers keep six digits; NaN becomes null. */
export function encodeRecordedRun({ card, evaluations, settled, weights }: RecordedRun): string {
	const { memorized, memorizationEnds, cleanupBegins, grokked, losses, lossCount, belowCount } =
		card.transitions;
	const vectors = Object.entries(settled.vectors).map(
		([id, rows]) => [id, rows.map(roundedList)] as const
	);
	const { events, ...others } = card;
	const isWithEvents = events.length > 0;
	const file = {
		format: formatOf('recording', isWithEvents ? WITH_EVENTS : WITH_EVENTS - 1),
		card: {
			...others,
			stepsPerSecond: card.stepsPerSecond ?? null,
			transitions: {
				memorized: memorized ?? null,
				memorizationEnds: memorizationEnds ?? null,
				cleanupBegins: cleanupBegins ?? null,
				grokked: grokked ?? null,
				losses: losses.map(({ lost, regained }) => ({ lost, regained: regained ?? null })),
				lossCount,
				belowCount
			},
			...(isWithEvents ? { events } : {})
		},
		keyFrequencies: settled.keyFrequencies,
		evaluations: { step: [...evaluations.step], columns: lists(evaluations.columns) },
		settled: {
			step: [...settled.step],
			columns: lists(settled.columns),
			vectors: Object.fromEntries(vectors)
		},
		...weights,
		snapshots: weights.snapshots.map(({ step, losses }) => ({
			step,
			losses: {
				original: roundedLosses(losses.original),
				quantized: roundedLosses(losses.quantized)
			}
		}))
	};
	return `${JSON.stringify(file)}\n`;
}

const roundedLosses = ({ train, test }: SplitLosses) => ({
	train: rounded(train),
	test: rounded(test)
});

const MARKER = fields({ after: number(), by: number() });
const COLUMNS = members(numbers());
const SPLIT_LOSSES = fields({ train: numberOrNull(), test: numberOrNull() });

const CARD = fields({
	link: text(),
	config: members(param()),
	seeds: fields({ split: whole(0), init: whole(0) }),
	versions: members(text()),
	backend: text(),
	adapter: fields({ kind: text(), name: text() }),
	formulation: text(),
	platform: text(),
	steps: whole(0),
	startedAt: text(),
	wallSeconds: number(0),
	stepsPerSecond: nullable(number(0)),
	transitions: fields({
		memorized: nullable(MARKER),
		memorizationEnds: nullable(MARKER),
		cleanupBegins: nullable(MARKER),
		grokked: nullable(MARKER),
		losses: list(fields({ lost: MARKER, regained: nullable(MARKER) })),
		lossCount: whole(0),
		belowCount: whole(0)
	}),
	events: EVENTS
});

const RECORDED_RUN = fields({
	card: CARD,
	keyFrequencies: list(whole(1)),
	evaluations: fields({ step: numbers(), columns: COLUMNS }),
	settled: fields({ step: numbers(), columns: COLUMNS, vectors: members(list(numbers())) }),
	bits: whole(QUANTIZED_BITS.min, QUANTIZED_BITS.max),
	tensors: list(fields({ name: text(), shape: list(whole(0)) })),
	snapshots: list(
		fields({
			step: whole(0),
			losses: fields({ original: SPLIT_LOSSES, quantized: SPLIT_LOSSES })
		})
	)
});

type Numbers = readonly (number | null)[];
type Columns = Readonly<Record<string, Numbers>>;

const floats = (values: Numbers): Float64Array => Float64Array.from(values, (one) => one ?? NaN);

function mapped<From, To>(
	record: Readonly<Record<string, From>>,
	map: (member: From) => To
): Readonly<Record<string, To>> {
	return Object.fromEntries(Object.entries(record).map(([key, one]) => [key, map(one)] as const));
}

/** A sentence for every column that has not a value per step. */
function countProblems(
	place: string,
	columns: Readonly<Record<string, { readonly length: number }>>,
	count: number
): readonly string[] {
	return Object.entries(columns).flatMap(([key, { length }]) =>
		length === count
			? []
			: [
					`${place}: ${printable(key, 40)}: expected ${String(count)} entries, one per step, got ${String(length)}`
				]
	);
}

const lossesOf = ({ train, test }: { train: number | null; test: number | null }): SplitLosses => ({
	train: train ?? NaN,
	test: test ?? NaN
});

/**
 * Reads the text of a recorded run's file.
 * @throws FormatError with a sentence for everything that is wrong in it
 */
export function decodeRecordedRun(json: string): RecordedRun {
	const file = decodeFormatted('recording', RECORDED_RUN, json, 'recorded run');
	const { card, evaluations, settled, bits, tensors, snapshots } = file;
	const columnsIn = (columns: Columns) => mapped(columns, floats);
	const problems = [
		...countProblems(
			'recorded run: evaluations: columns',
			evaluations.columns,
			evaluations.step.length
		),
		...countProblems('recorded run: settled: columns', settled.columns, settled.step.length),
		...countProblems('recorded run: settled: vectors', settled.vectors, settled.step.length)
	];
	if (problems.length > 0) throw new FormatError(problems.slice(0, 20));
	const { memorized, memorizationEnds, cleanupBegins, grokked, losses, lossCount, belowCount } =
		card.transitions;
	return {
		card: {
			...card,
			stepsPerSecond: card.stepsPerSecond ?? undefined,
			transitions: {
				memorized: memorized ?? undefined,
				memorizationEnds: memorizationEnds ?? undefined,
				cleanupBegins: cleanupBegins ?? undefined,
				grokked: grokked ?? undefined,
				losses: losses.map(({ lost, regained }) => ({ lost, regained: regained ?? undefined })),
				lossCount,
				belowCount
			}
		},
		evaluations: { step: floats(evaluations.step), columns: columnsIn(evaluations.columns) },
		settled: {
			keyFrequencies: file.keyFrequencies,
			step: floats(settled.step),
			columns: columnsIn(settled.columns),
			vectors: mapped(settled.vectors, (rows) => rows.map(floats))
		},
		weights: {
			bits,
			tensors,
			snapshots: snapshots.map(({ step, losses: { original, quantized } }) => ({
				step,
				losses: { original: lossesOf(original), quantized: lossesOf(quantized) }
			}))
		}
	};
}

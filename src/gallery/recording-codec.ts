import { LabError } from '../engine/core/lab-error.ts';
import { quote } from '../engine/core/quote.ts';
import type {
	GrokkingLoss,
	MarkerInterval,
	PhaseMarkers,
	SettledMeasures
} from '../engine/core/telemetry.ts';
import { JsonField } from './json-field.ts';
import type {
	RecordedSnapshot,
	RecordedWeights,
	Recording,
	RecordingCard,
	SplitLosses
} from './recording.ts';

const FORMAT = 'grokking-lab recording 2';
/** A chart shows three. */
const SIGNIFICANT_DIGITS = 6;

const rounded = (value: number): number | null => {
	if (!Number.isFinite(value)) return null;
	return Number.isInteger(value) ? value : Number(value.toPrecision(SIGNIFICANT_DIGITS));
};
const list = (values: Float64Array): readonly (number | null)[] => Array.from(values, rounded);
const lists = (columns: Readonly<Record<string, Float64Array>>) =>
	Object.fromEntries(Object.entries(columns).map(([key, values]) => [key, list(values)]));

/** A recording as the text of its file. Numbers keep six digits; those that are none are null. */
export function encodeRecording({ card, evaluations, settled, weights }: Recording): string {
	const { memorized, memorizationEnds, cleanupBegins, grokked, losses, lossCount, belowCount } =
		card.transitions;
	const vectors = Object.entries(settled.vectors).map(
		([id, rows]) => [id, rows.map(list)] as const
	);
	const file = {
		format: FORMAT,
		card: {
			...card,
			stepsPerSecond: card.stepsPerSecond ?? null,
			transitions: {
				memorized: memorized ?? null,
				memorizationEnds: memorizationEnds ?? null,
				cleanupBegins: cleanupBegins ?? null,
				grokked: grokked ?? null,
				losses: losses.map(({ lost, regained }) => ({ lost, regained: regained ?? null })),
				lossCount,
				belowCount
			}
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

const intervalOf = (field: JsonField): MarkerInterval => ({
	after: field.at('after').number(),
	by: field.at('by').number()
});

const markerOf = (field: JsonField): MarkerInterval | undefined => field.optional(intervalOf);

/** Recordings of before lost grokking was judged say nothing of it. */
function lossesOf(field: JsonField): readonly GrokkingLoss[] {
	if (field.value === undefined) return [];
	return field.list().map((loss) => ({
		lost: intervalOf(loss.at('lost')),
		regained: markerOf(loss.at('regained'))
	}));
}

function transitionsOf(field: JsonField): PhaseMarkers {
	const losses = lossesOf(field.at('losses'));
	const count = (key: string, otherwise: number) => {
		const found = field.at(key);
		return found.value === undefined ? otherwise : found.number();
	};
	return {
		memorized: markerOf(field.at('memorized')),
		memorizationEnds: markerOf(field.at('memorizationEnds')),
		cleanupBegins: markerOf(field.at('cleanupBegins')),
		grokked: markerOf(field.at('grokked')),
		losses,
		lossCount: count('lossCount', losses.length),
		belowCount: count('belowCount', 0)
	};
}

function cardOf(field: JsonField): RecordingCard {
	const seeds = field.at('seeds');
	const adapter = field.at('adapter');
	return {
		link: field.at('link').text(),
		config: field.at('config').map((value) => value.param()),
		seeds: { split: seeds.at('split').number(), init: seeds.at('init').number() },
		versions: field.at('versions').map((version) => version.text()),
		backend: field.at('backend').text(),
		adapter: { kind: adapter.at('kind').text(), name: adapter.at('name').text() },
		formulation: field.at('formulation').text(),
		platform: field.at('platform').text(),
		steps: field.at('steps').number(),
		startedAt: field.at('startedAt').text(),
		wallSeconds: field.at('wallSeconds').number(),
		stepsPerSecond: field.at('stepsPerSecond').optional((rate) => rate.number()),
		transitions: transitionsOf(field.at('transitions'))
	};
}

/** @throws LabError `bad-checkpoint` when a column has another length than there are steps */
function columnsOf(field: JsonField, count: number): Readonly<Record<string, Float64Array>> {
	return field.map((column) => {
		const values = column.numbers();
		checkCount(column, values.length, count);
		return values;
	});
}

function checkCount({ path }: JsonField, length: number, count: number): void {
	if (length === count) return;
	throw new LabError(
		'bad-checkpoint',
		`${path}: expected ${String(count)} entries, one per step, got ${String(length)}`
	);
}

function settledOf(field: JsonField, keyFrequencies: readonly number[]): SettledMeasures {
	const step = field.at('step').numbers();
	const vectors = field.at('vectors').map((rows) => {
		const values = rows.list().map((row) => row.numbers());
		checkCount(rows, values.length, step.length);
		return values;
	});
	return { keyFrequencies, step, columns: columnsOf(field.at('columns'), step.length), vectors };
}

const splitLossesOf = (field: JsonField): SplitLosses => ({
	train: field.at('train').optional((loss) => loss.number()) ?? NaN,
	test: field.at('test').optional((loss) => loss.number()) ?? NaN
});

function snapshotOf(field: JsonField): RecordedSnapshot {
	const losses = field.at('losses');
	return {
		step: field.at('step').number(),
		losses: {
			original: splitLossesOf(losses.at('original')),
			quantized: splitLossesOf(losses.at('quantized'))
		}
	};
}

function weightsOf(field: JsonField): RecordedWeights {
	return {
		bits: field.at('bits').number(),
		tensors: field
			.at('tensors')
			.list()
			.map((tensor) => ({
				name: tensor.at('name').text(),
				shape: [...tensor.at('shape').numbers()]
			})),
		snapshots: field.at('snapshots').list().map(snapshotOf)
	};
}

/** Reads the text of a recording's file. @throws LabError `bad-checkpoint` naming what is wrong in it */
export function decodeRecording(text: string): Recording {
	const file = JsonField.parse(text, 'recording');
	const format = file.at('format').text();
	if (format !== FORMAT) {
		throw new LabError(
			'bad-checkpoint',
			`recording: expected the format "${FORMAT}", got ${quote(format)}`
		);
	}
	const evaluations = file.at('evaluations');
	const step = evaluations.at('step').numbers();
	return {
		card: cardOf(file.at('card')),
		evaluations: { step, columns: columnsOf(evaluations.at('columns'), step.length) },
		settled: settledOf(file.at('settled'), [...file.at('keyFrequencies').numbers()]),
		weights: weightsOf(file)
	};
}

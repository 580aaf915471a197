import { quote } from '../../engine/core/quote.ts';
import { FormatError } from './format-error.ts';

/**
 * The format of a run, wherever it is kept: the folder of the headless lab, the gallery, an
 * exported file, the library of the page.
 *
 * A run has a version, which increases when any part changes. The file of a part names the number
 * of that part (`grokking-lab checkpoint 2`). This number increases only when the part changes, so
 * that files of unchanged parts keep the same bytes.
 *
 * The run card is the metadata: what a list of runs shows, and what is needed to judge and repeat a
 * run. It is small and read first. The other parts are the payload and are read when needed.
 *
 * | part       | files                                        | codec                             |
 * | ---------- | -------------------------------------------- | --------------------------------- |
 * | run        | run.json: the card                           | run-card-codec                    |
 * | metrics    | metrics.csv: train losses and evaluations    | metrics-rows, read-evaluations    |
 * | checkpoint | checkpoint.safetensors: continues a training | checkpoint-codec                  |
 * | split      | split.json: train and test examples          | split-codec                       |
 * | weights    | init, final, snapshots/step-N .safetensors   | weights-codec                     |
 * | settled    | settled.json and .csv: settled measures      | settled-codec                     |
 * | views      | views.json: all views of the final weights   | views-codec, view-schemas         |
 * | recording  | PRESET.run.json and PRESET.weights.bin       | recorded-run-codec, recorded-run  |
 *
 * `readStoredRun` reads all parts but the last. It takes `RunFiles`, so that the files may lie in a
 * folder, a browser or an archive.
 *
 * A recorded run of the gallery is the run of one replica in two files: card, evaluations (thinned
 * to what a chart shows) and settled measures in the first, some of the snapshots, quantized, in
 * the second. It has no train losses, no checkpoint, and no split or views: a page computes those.
 */

/**
 * Parts whose files name a format of the lab. The other parts have formats that other programs read
 * and write too.
 */
export type FormattedPart = 'run' | 'checkpoint' | 'settled' | 'views' | 'recording';

/** The number of each part in version 1 of a run, in version 2, and so on. */
const VERSIONS: readonly Readonly<Record<FormattedPart, number>>[] = [
	{ run: 1, checkpoint: 1, settled: 1, views: 1, recording: 2 },
	// Checkpoints have digests; cards and recorded runs say whether grokking was lost.
	{ run: 1, checkpoint: 2, settled: 1, views: 1, recording: 2 },
	// A checkpoint without a metrics.csv beside it carries all evaluations and the phases.
	{ run: 1, checkpoint: 3, settled: 1, views: 1, recording: 2 },
	// Events can be live changes, other key rules and lost devices; recorded runs have events.
	// Cards count examples, not pairs, and have all seeds of a replica.
	{ run: 2, checkpoint: 4, settled: 1, views: 1, recording: 3 }
];

const nameOf = (part: FormattedPart, number: number): string =>
	`grokking-lab ${part} ${String(number)}`;

/** The format that a part's file names. @param version of the run; default: the newest */
export const formatOf = (part: FormattedPart, version = VERSIONS.length): string =>
	nameOf(part, VERSIONS[version - 1]?.[part] ?? 1);

/** The number in a format of this part; undefined if the text is no such format. */
function numberIn(part: FormattedPart, format: unknown): number | undefined {
	const start = `grokking-lab ${part} `;
	if (typeof format !== 'string' || !format.startsWith(start)) return undefined;
	const digits = format.slice(start.length);
	return /^[1-9]\d{0,8}$/.test(digits) ? Number(digits) : undefined;
}

/**
 * The oldest version of a run whose files have this format.
 * @param format as a file names it
 * @throws FormatError if no version has it; the message says so if a newer program wrote the file
 */
export function versionOf(part: FormattedPart, format: unknown): number {
	const at = VERSIONS.findIndex((numbers) => nameOf(part, numbers[part]) === format);
	if (at >= 0) return at + 1;
	const known = [...new Set(VERSIONS.map((numbers) => nameOf(part, numbers[part])).reverse())];
	const newest = Math.max(...VERSIONS.map((numbers) => numbers[part]));
	const isNewer = (numberIn(part, format) ?? 0) > newest;
	const got = format === undefined ? 'nothing' : quote(format, 40);
	throw new FormatError([
		`format: expected ${known.map((one) => `"${one}"`).join(' or ')}, got ${got}` +
			(isNewer ? ', which a newer version of Grokking Lab wrote' : '')
	]);
}

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Changes a member of an object; any other value is left for the schema to refuse. */
const changed = (value: unknown, key: string, change: (member: unknown) => unknown): unknown =>
	isMembers(value) && Object.hasOwn(value, key) ? { ...value, [key]: change(value[key]) } : value;

/** Adds members that are absent. */
const withDefaults = (value: unknown, defaults: Members): unknown =>
	isMembers(value) ? { ...defaults, ...value } : value;

const countOf = (list: unknown): number => (Array.isArray(list) ? list.length : 0);

/** Version 1 did not judge whether grokking was lost. */
const withLosses = (transitions: unknown): unknown =>
	isMembers(transitions)
		? { losses: [], lossCount: countOf(transitions['losses']), belowCount: 0, ...transitions }
		: transitions;

/** The same for a run card, whose keys have underscores. */
const withCardLosses = (transitions: unknown): unknown =>
	isMembers(transitions)
		? { losses: [], loss_count: countOf(transitions['losses']), ...transitions }
		: transitions;

/** Cards before version 4 called all examples pairs. */
function withExamples(card: unknown): unknown {
	if (!isMembers(card)) return card;
	const { train_pairs: train, pairs, ...others } = card;
	return { train_examples: train, examples: pairs, ...others };
}

/** Migrates a part from the version before `to` to version `to`. */
interface Migration {
	readonly part: FormattedPart;
	readonly to: number;
	/** @param value unchecked JSON: the record of a checkpoint, the whole file of another part */
	readonly migrate: (value: unknown) => unknown;
}

const MIGRATIONS: readonly Migration[] = [
	{
		part: 'run',
		to: 2,
		migrate: (card) =>
			changed(card, 'runs', (runs) =>
				Array.isArray(runs)
					? runs.map((run: unknown) => changed(run, 'transitions', withCardLosses))
					: runs
			)
	},
	{ part: 'run', to: 4, migrate: withExamples },
	{
		part: 'checkpoint',
		to: 2,
		// Version 1 had no choice of snapshots and views at first.
		migrate: (record) => withDefaults(record, { views: false, snapshots: false })
	},
	{
		part: 'recording',
		to: 2,
		migrate: (file) => changed(file, 'card', (card) => changed(card, 'transitions', withLosses))
	},
	{
		part: 'recording',
		to: 4,
		// Earlier versions recorded no events.
		migrate: (file) => changed(file, 'card', (card) => withDefaults(card, { events: [] }))
	}
];

/**
 * JSON of a part in the newest version.
 * @param version of the run that it is of, from `versionOf`
 */
export function migrated(part: FormattedPart, version: number, value: unknown): unknown {
	return MIGRATIONS.filter((one) => one.part === part && one.to > version).reduce(
		(current, { migrate }) => migrate(current),
		value
	);
}

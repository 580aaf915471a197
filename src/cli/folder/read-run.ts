import { problemsOf as configProblems } from '../../config/config.ts';
import { resolveRun } from '../../config/resolve.ts';
import type { RunConfig } from '../../config/run-config.ts';
import { specsOf } from '../../config/schemas.ts';
import { quote } from '../../engine/core/quote.ts';
import type { Split } from '../../engine/tasks/define.ts';
import type { RunOptions } from '../arguments/arguments.ts';
import { inFile, UsageError } from '../arguments/failures.ts';
import { Problems } from '../arguments/problems.ts';
import { readVariations } from '../arguments/read-variations.ts';
import { understandLink, understandSettings, type ReadConfig } from '../arguments/read-config.ts';
import { readInput, RunFolder, shownPath } from './run-folder.ts';
import { recordedSpec } from '../../lab-run/replica-config.ts';
import type { RunRecord } from '../../lab-run/run-record.ts';
import { decodeSplits } from '../../lab-run/codec/split-codec.ts';
import { decodeInit, readInitialWeights, type InitialWeights } from './weights-file.ts';

/** What a new run is made of, read and looked through before any device is opened. */
export interface RunInputs {
	readonly read: ReadConfig;
	/** The replicas as the record of the run has them. */
	readonly replicas: Pick<RunRecord, 'replicas' | 'varied'>;
	/** What was not written in the link as it should be, and was clear. */
	readonly repairs: readonly string[];
	readonly folder: RunFolder;
	/** Absolute; null: the seed. */
	readonly paths: { readonly init: string | null; readonly split: string | null };
	/** By replica; undefined: the seed's. */
	readonly splits: readonly Split[] | undefined;
	/** Undefined: the seed's. */
	readonly init: InitialWeights | undefined;
}

type ResolvePath = (path: string) => string;

/** Pairs for each replica from a split file. @param file named in errors @throws UsageError */
export function readSplits(
	bytes: Uint8Array,
	file: string,
	config: RunConfig,
	replicas: number
): readonly Split[] {
	const { task, params } = resolveRun(config);
	const text = new TextDecoder().decode(bytes);
	return inFile(file, () => decodeSplits(text, task.shape(params), replicas));
}

function checkFormulation(
	{ formulation }: RunOptions,
	config: RunConfig,
	problems: Problems
): void {
	const ids = specsOf(config).model.formulations.map(({ id }) => id);
	if (formulation === undefined || ids.includes(formulation)) return;
	problems.add(`--formulation: expected one of ${ids.join(', ')}, got ${quote(formulation)}`);
}

/**
 * Link and options as a config; undefined where something is wrong with them. @param repairs gets
 * those of link and settings
 */
function lookAtConfig(
	options: RunOptions,
	problems: Problems,
	repairs: string[] = []
): ReadConfig | undefined {
	const { link, settings, steps, evaluateEvery } = options;
	const understood = problems.look(() => understandLink(link));
	if (understood === undefined) return undefined;
	const { preset, config } = understood.value;
	repairs.push(...(understood.repairs ?? []));
	const extra: (readonly [string, string])[] = [...settings];
	if (steps !== undefined && steps > 0) extra.push(['steps', String(steps)]);
	if (evaluateEvery !== undefined) extra.push(['evaluate_every', String(evaluateEvery)]);
	const changed = understandSettings(config, extra);
	repairs.push(...(changed.repairs ?? []));
	const wrong = [...understood.problems, ...changed.problems];
	// Whether values fit each other is only checked once all of them were read.
	if (wrong.length === 0)
		wrong.push(...configProblems(changed.value).map(({ message }) => message));
	problems.add(...wrong);
	// If the model was wrong, `changed` has another model, with other formulations.
	if (!wrong.some((problem) => problem.startsWith('model:'))) {
		checkFormulation(options, changed.value, problems);
	}
	return wrong.length > 0 ? undefined : { preset, config: changed.value };
}

function lookAtFile(
	option: string,
	path: string | undefined,
	resolvePath: ResolvePath,
	problems: Problems
) {
	if (path === undefined) return undefined;
	const name = `${option} ${shownPath(path)}`;
	const bytes = problems.look(() => readInput(resolvePath(path), name));
	return bytes === undefined ? undefined : { name, bytes };
}

/** Of a model that was not understood, only the file itself can be looked at. */
function initialWeights(
	{ bytes, name }: { readonly bytes: Uint8Array; readonly name: string },
	read: ReadConfig | undefined
): InitialWeights | undefined {
	if (read !== undefined) return readInitialWeights(bytes, name, resolveRun(read.config));
	decodeInit(bytes, name);
	return undefined;
}

/** The requested replicas; undefined if they have an error. */
function lookAtReplicas(
	{ replicas, variations, settings }: RunOptions,
	config: RunConfig,
	problems: Problems
): RunInputs['replicas'] | undefined {
	const varied = readVariations(config, variations, settings, problems);
	const asked = varied === undefined ? { replicas } : { replicas: varied.length, varied };
	const spec = problems.look(() => recordedSpec(config, asked));
	return spec && asked;
}

/**
 * Checks everything about a new run that needs no device, and reports all problems at once.
 * @throws UsageError with a sentence for every problem
 */
export function readRun(options: RunOptions, resolvePath: ResolvePath): RunInputs {
	const problems = new Problems();
	const repairs: string[] = [];
	const read = lookAtConfig(options, problems, repairs);
	const replicas = read && lookAtReplicas(options, read.config, problems);
	const init = lookAtFile('--init', options.init, resolvePath, problems);
	const split = lookAtFile('--split', options.split, resolvePath, problems);
	const folder = new RunFolder(resolvePath(options.out));
	problems.look(() => {
		folder.assertFree();
	});
	const weights = init && problems.look(() => initialWeights(init, read));
	const splits =
		split &&
		read &&
		replicas &&
		problems.look(() => readSplits(split.bytes, split.name, read.config, replicas.replicas));
	if (read === undefined || replicas === undefined || problems.all.length > 0) {
		throw UsageError.of(problems.all);
	}
	const absolute = (path: string | undefined) => (path === undefined ? null : resolvePath(path));
	const paths = { init: absolute(options.init), split: absolute(options.split) };
	return { read, replicas, repairs, folder, paths, splits, init: weights };
}

/**
 * Checks the options of a run whose command line already has errors, so that all errors are
 * reported at once. Options that are missing are not checked.
 * @returns a sentence for every further problem
 */
export function furtherProblems(options: RunOptions, resolvePath: ResolvePath): readonly string[] {
	const problems = new Problems();
	const read = options.link === '' ? undefined : lookAtConfig(options, problems);
	if (read !== undefined) lookAtReplicas(options, read.config, problems);
	lookAtFile('--init', options.init, resolvePath, problems);
	lookAtFile('--split', options.split, resolvePath, problems);
	if (options.out !== '') {
		problems.look(() => {
			new RunFolder(resolvePath(options.out)).assertFree();
		});
	}
	return problems.all;
}

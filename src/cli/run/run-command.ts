import { withValue } from '../../config/config.ts';
import { FILES } from '../../lab-run/codec/run-files.ts';
import type { RunConfig } from '../../config/run-config.ts';
import { encodeLink } from '../../config/url-codec.ts';
import { printable } from '../../engine/core/quote.ts';
import { buildRun, type BuiltRun } from '../../engine/trainer/build/build-run.ts';
import type { Split } from '../../engine/tasks/define.ts';
import { recordedSpec } from '../../lab-run/replica-config.ts';
import { adapterKindOf } from '../../lab-run/replica-run.ts';
import { packageVersions } from '../package-versions.ts';
import type { ResumeOptions, RunOptions } from '../arguments/arguments.ts';
import { checkFolder } from '../folder/check-folder.ts';
import { decodeCheckpoint, type StoredCheckpoint } from '../../lab-run/codec/checkpoint-codec.ts';
import type { RunRecord } from '../../lab-run/run-record.ts';
import { openDevice, type Device } from '../device/device.ts';
import { sha256 } from '../folder/digest.ts';
import { inFile, UsageError } from '../arguments/failures.ts';
import type { Ending, Interrupt } from './ending.ts';
import { LabRun } from './lab-run.ts';
import { writeResults } from './write-results.ts';
import { Problems } from '../arguments/problems.ts';
import { Progress, type ProgressOutput } from './progress.ts';
import { readLink, type ReadConfig } from '../arguments/read-config.ts';
import { readRun, readSplits } from '../folder/read-run.ts';
import { RunFolder } from '../folder/run-folder.ts';
import { flatWeights } from '../folder/weights-file.ts';

/** What a command has of the place it runs in. */
export interface RunPlace {
	/** Makes a path of the command line absolute. */
	readonly resolvePath: (path: string) => string;
	readonly progress: ProgressOutput;
	readonly interrupt: Interrupt;
	/** A sentence for the user. */
	readonly notice: (text: string) => void;
}

/** A run at its end, for the closing words. */
export interface FinishedRun {
	readonly ending: Ending;
	readonly config: RunConfig;
	readonly run: LabRun;
	readonly folder: RunFolder;
	readonly adapter: string;
	/** Step at which this process began. */
	readonly from: number;
	readonly seconds: number;
	/** Of them, those spent on updates and evaluations. */
	readonly trainSeconds: number;
	/** Whether all requested views and settled measures are written. */
	readonly isWritten: boolean;
}

const linkOf = ({ preset, config }: ReadConfig): string => `#${encodeLink(config, preset)}`;

function build(
	config: RunConfig,
	replicas: Pick<RunRecord, 'replicas' | 'varied'>,
	splits: readonly Split[] | undefined,
	device: Device,
	formulation: string | undefined
): BuiltRun {
	const spec = recordedSpec(config, replicas);
	const of = (replica: number): Split => {
		const split = splits?.[replica];
		if (split === undefined) throw new UsageError(`split: no replica ${String(replica)}`);
		return split;
	};
	return buildRun(spec, {
		formulation,
		adapterKind: adapterKindOf(device),
		...(splits === undefined ? {} : { split: of })
	});
}

interface TrainingParts {
	readonly place: RunPlace;
	readonly device: Device;
	readonly config: RunConfig;
	readonly record: RunRecord;
	readonly folder: RunFolder;
	readonly built: BuiltRun;
	readonly until: number;
	readonly startMs: number;
	/** Loads the initial weights, or a checkpoint. */
	readonly start: (run: LabRun) => void | Promise<void>;
}

async function trainOn(parts: TrainingParts): Promise<FinishedRun> {
	const { place, device, config, record, folder, built, until, startMs, start } = parts;
	const progress = new Progress(place.progress, until);
	const session = await device.open(built.plan, (done, total) => {
		progress.stage('compiling kernels', done, total);
	});
	const run = new LabRun({ config, record, built, session, device, folder, progress, startMs });
	let from = 0;
	let ending: Ending;
	try {
		await start(run);
		from = run.trainer.step;
		ending = await run.train(until, place.interrupt);
	} finally {
		progress.end();
		session.dispose();
	}
	const seconds = (performance.now() - startMs) / 1000;
	const { interrupt } = place;
	const isWritten =
		ending.status !== 'done' ||
		(await writeResults({ record, built, device, folder, progress, interrupt }, run, ending));
	const { trainSeconds } = run;
	const { name: adapter } = device;
	return { ending, config, run, folder, adapter, from, seconds, trainSeconds, isWritten };
}

/** A new run. @throws UsageError, DiskError, LabError */
export async function startRun(options: RunOptions, place: RunPlace): Promise<FinishedRun> {
	const startMs = performance.now();
	const { views, snapshots } = options;
	const { read, replicas, repairs, folder, paths, splits, init } = readRun(
		options,
		place.resolvePath
	);
	for (const text of [...repairs, ...(init?.notices ?? [])]) place.notice(text);
	const { config } = read;
	const device = await openDevice(options.backend, place.notice, options.threads);
	try {
		const built = build(config, replicas, splits, device, options.formulation);
		const weights = init && flatWeights(built.plan, init.tensors);
		const record: RunRecord = {
			...{ link: linkOf(read), ...replicas, backend: device.backend, ...paths },
			adapter: device.name,
			formulation: built.formulation,
			versions: packageVersions(device.backend),
			startedAt: new Date().toISOString(),
			wallSeconds: 0,
			trainSeconds: 0,
			views,
			snapshots,
			until: options.steps ?? built.spec.steps
		};
		const start = async (run: LabRun) => {
			if (weights !== undefined) run.trainer.setParameters(() => weights);
			await run.begin();
		};
		const { until = built.spec.steps } = record;
		folder.create();
		const unlock = folder.lock('--out');
		try {
			// Another process may have been here since.
			folder.assertFree();
			return await trainOn({ place, device, config, record, folder, built, until, startMs, start });
		} finally {
			unlock();
		}
	} finally {
		device.dispose();
	}
}

function budgetOf(read: ReadConfig, steps: number | undefined): ReadConfig {
	return steps === undefined ? read : { ...read, config: withValue(read.config, 'steps', steps) };
}

function noticeChanges(before: RunRecord, now: RunRecord, place: RunPlace): void {
	const changes = Object.entries({ adapter: now.adapter, ...now.versions }).flatMap(
		([key, value]) => {
			const was = key === 'adapter' ? before.adapter : before.versions[key];
			return was === value
				? []
				: [`${key} was ${was === undefined ? 'not recorded' : printable(was)}, is ${value}`];
		}
	);
	if (changes.length === 0) return;
	place.notice(`The run goes on, but perhaps not bit for bit: ${changes.join('; ')}`);
}

/** What a resumed run is made of. */
interface ResumedRun {
	readonly checkpoint: StoredCheckpoint;
	readonly read: ReadConfig;
	readonly splits: readonly Split[];
	/** Of the checkpoint's bytes. */
	readonly digest: string;
}

const WITHOUT_DIGESTS = `${FILES.checkpoint} has no digests (an earlier version or the page wrote it): damage to the files beside it would not be noticed, if it left them readable. The next checkpoint has digests`;

/**
 * @throws UsageError with a sentence for everything that is wrong with checkpoint, split and
 * options
 */
function readFolder(folder: RunFolder, { steps }: ResumeOptions): ResumedRun {
	const nameOf = (file: string) => `--resume ${folder.shown}/${file}`;
	const bytes = folder.read(FILES.checkpoint);
	const checkpoint = inFile(nameOf(FILES.checkpoint), () => decodeCheckpoint(bytes, sha256));
	const { record, state } = checkpoint;
	const problems = new Problems();
	if (steps !== undefined && steps < state.step) {
		problems.add(
			`--steps: expected at least ${String(state.step)}, where the run stands, got ${String(steps)}`
		);
	}
	const read = problems.look(() => inFile(nameOf(FILES.checkpoint), () => readLink(record.link)));
	const splits =
		read &&
		problems.look(() =>
			readSplits(folder.read(FILES.split), nameOf(FILES.split), read.config, record.replicas)
		);
	const budget = problems.look(() => read && budgetOf(read, steps));
	if (budget === undefined || splits === undefined || problems.all.length > 0) {
		throw UsageError.of(problems.all);
	}
	return { checkpoint, read: budget, splits, digest: sha256(bytes) };
}

/**
 * Locks the folder. @throws UsageError while another process writes it, or when it has done so
 * since it was read
 */
function lockUnchanged(folder: RunFolder, { digest }: ResumedRun): () => void {
	const unlock = folder.lock('--resume');
	try {
		if (sha256(folder.read(FILES.checkpoint)) === digest) return unlock;
		throw new UsageError(`--resume ${folder.shown}: another process went on with it: try again`);
	} catch (error) {
		unlock();
		throw error;
	}
}

function recordOf(
	resumed: ResumedRun,
	device: Device,
	options: ResumeOptions,
	built: BuiltRun
): RunRecord & { readonly until: number } {
	const { record: before, state } = resumed.checkpoint;
	return {
		...before,
		until: Math.max(options.steps ?? before.until ?? built.spec.steps, state.step),
		link: linkOf(resumed.read),
		adapter: device.name,
		versions: packageVersions(device.backend),
		views: options.views || before.views
	};
}

/** Reads and checks everything first, so that a refused run changes no file. */
async function goOn(
	folder: RunFolder,
	options: ResumeOptions,
	place: RunPlace
): Promise<FinishedRun> {
	const startMs = performance.now();
	const resumed = readFolder(folder, options);
	const { checkpoint, read, splits } = resumed;
	const { record: before, state } = checkpoint;
	const { config } = read;
	const device = await openDevice(before.backend, place.notice, options.threads);
	try {
		const built = inFile(`--resume ${folder.shown}/${FILES.checkpoint}`, () =>
			build(config, before, splits, device, before.formulation)
		);
		const kept = checkFolder({ folder, checkpoint, config, built });
		const record = recordOf(resumed, device, options, built);
		const { until } = record;
		const unlock = lockUnchanged(folder, resumed);
		try {
			if (checkpoint.digests === undefined) place.notice(WITHOUT_DIGESTS);
			noticeChanges(before, record, place);
			if (until === state.step) place.notice('The budget is used up; --steps N raises it');
			const start = (run: LabRun) => {
				run.goOn(checkpoint, kept);
			};
			return await trainOn({ place, device, config, record, folder, built, until, startMs, start });
		} finally {
			unlock();
		}
	} finally {
		device.dispose();
	}
}

/** Goes on with a run in its own folder. @throws UsageError, DiskError, LabError */
export async function resumeRun(options: ResumeOptions, place: RunPlace): Promise<FinishedRun> {
	const folder = new RunFolder(place.resolvePath(options.folder));
	if (!folder.has(FILES.checkpoint)) {
		const why = folder.has(FILES.card)
			? ': the run in it has no weights to go on from; start it again in another folder (run LINK --out DIR)'
			: '';
		throw new UsageError(
			`--resume: ${folder.shown}: expected a folder with ${FILES.checkpoint}, found none${why}`
		);
	}
	folder.assertSound('--resume');
	folder.assertUnlocked('--resume');
	return await goOn(folder, options, place);
}

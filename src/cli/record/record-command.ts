import { basename, dirname } from 'node:path';
import { resolveRun } from '../../config/resolve.ts';
import { presets } from '../../presets/index.ts';
import { quote } from '../../engine/core/quote.ts';
import { decodeRecordedRun, encodeRecordedRun } from '../../lab-run/codec/recorded-run-codec.ts';
import type { RecordedRun } from '../../lab-run/codec/recorded-run.ts';
import { adapterKindOf } from '../../lab-run/replica-run.ts';
import { makeRecordedRun, type MadeRecording } from '../../lab-run/recorded/make-recorded-run.ts';
import { SnapshotMeasures } from '../../lab-run/snapshot-measures.ts';
import type { RecordOptions } from '../arguments/arguments.ts';
import { openDevice } from '../device/device.ts';
import { UsageError } from '../arguments/failures.ts';
import { Problems } from '../arguments/problems.ts';
import { Progress } from '../run/progress.ts';
import { readRecordSource, type RecordSource } from './record-source.ts';
import type { RunPlace } from '../run/run-command.ts';
import { RunFolder } from '../folder/run-folder.ts';

/** What the page can fetch without making anybody wait. */
const MOST_BYTES = 4_000_000;

/** @throws UsageError when there are no weights of a step */
function checkSteps({ at }: RecordOptions, steps: readonly number[]): void {
	const missing = at?.find((step) => !steps.includes(step));
	if (missing === undefined) return;
	const below = steps.findLast((step) => step < missing);
	const above = steps.find((step) => step > missing);
	const nearest = [below, above].filter((step) => step !== undefined).join(' and ');
	throw new UsageError(
		`--at: expected steps of which weights are kept, got ${String(missing)} (the nearest are ${nearest})`
	);
}

/** Beside the file of a recorded run: `x.run.json` has `x.weights.bin`. */
const weightsPath = (path: string): string => `${path.replace(/(\.run)?\.json$/, '')}.weights.bin`;

/** Where a recorded run goes: two new files of a folder. */
interface RecordTarget {
	readonly path: string;
	readonly folder: RunFolder;
	/** @throws UsageError if one of the files exists already */
	assertFree(): void;
}

function targetOf({ out }: RecordOptions, id: string, resolvePath: RunPlace['resolvePath']) {
	const path = resolvePath(out ?? `public/gallery/${id}.run.json`);
	const folder = new RunFolder(dirname(path));
	const names = [path, weightsPath(path)].map((file) => basename(file));
	const target: RecordTarget = {
		path,
		folder,
		assertFree() {
			folder.assertAbsent([...names, ...names.map((name) => `${name}.part`)], '--out');
		}
	};
	return target;
}

/** The text of a recorded run, which can be read again. @throws UsageError when it is too large */
function checkedText({ recording, packed }: MadeRecording): string {
	const text = encodeRecordedRun(recording);
	decodeRecordedRun(text);
	const bytes = text.length + packed.length;
	if (bytes <= MOST_BYTES) return text;
	throw new UsageError(
		`record: expected at most ${String(MOST_BYTES)} bytes, got ${String(bytes)}: take fewer steps (--at) or bits (--bits)`
	);
}

const change = (from: number, to: number): string =>
	`${from.toExponential(3)} -> ${to.toExponential(3)} (${(100 * (to / from - 1)).toFixed(1)} %)`;

function summary(
	{ weights, settled, evaluations }: RecordedRun,
	files: Readonly<Record<string, { readonly length: number }>>
): string {
	const lines = weights.snapshots.map(
		({ step, losses: { original, quantized } }) =>
			`  step ${String(step)}: train loss ${change(original.train, quantized.train)}, test loss ${change(original.test, quantized.test)}`
	);
	const keys = settled.keyFrequencies.join(', ');
	return [
		`${String(weights.snapshots.length)} weights of ${String(weights.bits)} bits, losses as quantized:`,
		...lines,
		`${String(settled.step.length)} settled steps with the key frequencies ${keys === '' ? '(none)' : keys}; ${String(evaluations.step.length)} evaluations`,
		...Object.entries(files).map(([path, { length }]) => `${path}: ${String(length)} bytes`),
		''
	].join('\n');
}

/** @throws UsageError with a sentence for everything that is wrong with folder and options */
async function readRecordedRun(
	options: RecordOptions,
	folder: RunFolder,
	resolvePath: RunPlace['resolvePath']
): Promise<RecordSource & { readonly target: RecordTarget }> {
	const problems = new Problems();
	const { preset } = options;
	if (preset !== undefined && !presets.has(preset)) {
		problems.add(`--preset: expected one of ${presets.ids.join(', ')}, got ${quote(preset)}`);
	}
	const source = await readRecordSource(folder, options, problems);
	if (source !== undefined) {
		problems.look(() => {
			checkSteps(
				options,
				source.weights.map(({ step }) => step)
			);
		});
	}
	const id = preset ?? source?.preset;
	// Of a run that is not understood, only a given path is known.
	const target =
		id === undefined && options.out === undefined
			? undefined
			: targetOf(options, id ?? '', resolvePath);
	problems.look(() => target?.assertFree());
	if (source === undefined || target === undefined || problems.all.length > 0) {
		throw UsageError.of(problems.all);
	}
	return { ...source, target };
}

/**
 * Makes a recorded run of a run's folder: measures every snapshot again with the final key
 * frequencies, and quantises the weights of some.
 * @returns a summary for the terminal; undefined when it was interrupted
 * @throws UsageError, DiskError, LabError
 */
export async function recordRun(
	options: RecordOptions,
	place: RunPlace
): Promise<string | undefined> {
	const folder = new RunFolder(place.resolvePath(options.folder));
	const run = await readRecordedRun(options, folder, place.resolvePath);
	const { card, config, backend, evaluations, weights: snapshots, target } = run;
	const { path } = target;
	const progress = new Progress(place.progress, 0);
	const device = await openDevice(backend);
	try {
		const spec = resolveRun(config);
		const measured = { spec, options: { adapterKind: adapterKindOf(device) } };
		const measures = await SnapshotMeasures.open(measured, device);
		try {
			const onRow = (done: number) => {
				progress.stage('settling', done, snapshots.length);
			};
			const isWanted = () => !place.interrupt.aborted;
			const { at, bits } = options;
			const source = { card, evaluations, measures, snapshots };
			const recorded = await makeRecordedRun(source, { at, bits }, onRow, isWanted);
			if (recorded === undefined) return undefined;
			const made = { [path]: checkedText(recorded), [weightsPath(path)]: recorded.packed };
			// Measuring took its time.
			target.assertFree();
			target.folder.create();
			for (const [file, content] of Object.entries(made))
				target.folder.write(basename(file), content);
			return summary(recorded.recording, made);
		} finally {
			measures.dispose();
		}
	} finally {
		progress.end();
		device.dispose();
	}
}

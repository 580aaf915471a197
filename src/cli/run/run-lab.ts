import { FILES } from '../../lab-run/codec/run-files.ts';
import { describeAdapters } from '../arguments/adapters-command.ts';
import { parseCommand, type Command } from '../arguments/arguments.ts';
import { conclude, divergedAdvice, EXIT, shownText } from '../arguments/failures.ts';
import { HELP } from '../arguments/help.ts';
import type { Ending } from './ending.ts';
import { recordRun } from '../record/record-command.ts';
import { checkRun } from '../folder/check-command.ts';
import { furtherProblems } from '../folder/read-run.ts';
import { RunFolder } from '../folder/run-folder.ts';
import { resumeRun, startRun, type FinishedRun, type RunPlace } from './run-command.ts';
import { runSummary } from './run-summary.ts';

/** Outputs of a command, and its interruption. */
export interface LabPlace extends RunPlace {
	readonly print: (text: string) => void;
	/** Exit code of a run that was interrupted, by its signal. */
	readonly interruptedCode: () => number;
}

function endingCode(
	{ ending, config, run, folder, isWritten }: FinishedRun,
	place: LabPlace
): number {
	const step = String(ending.step);
	if (!isWritten) {
		place.notice(
			`Interrupted after training; to write what is missing: npm run lab -- run --resume ${folder.shown}`
		);
		return place.interruptedCode();
	}
	if (ending.status === 'interrupted') {
		place.notice(
			`Interrupted at step ${step}; to go on: npm run lab -- run --resume ${folder.shown}`
		);
		return place.interruptedCode();
	}
	if (ending.error === undefined) return EXIT.done;
	const { code, text } = conclude(ending.error);
	place.notice(text);
	const isDiverged = code === EXIT.nonFinite && (ending.badStep ?? 0) > 0;
	if (isDiverged) place.notice(divergedAdvice(config));
	if (run.record.replicas > 1) {
		place.notice('No replica has final weights');
		return code;
	}
	place.notice(
		ending.step === undefined
			? noGoodWeights(ending)
			: `The weights of step ${step}, the last good ones, are in ${folder.shown}`
	);
	return code;
}

function noGoodWeights({ badStep = 0 }: Ending): string {
	return badStep === 0
		? 'The initial weights are no good'
		: `The weights of step ${String(badStep)}, which it went on from, are no good, and it has no earlier ones`;
}

/** Whether a folder has a checkpoint. The path itself may be what cannot be used. */
function isReadable(folder: RunFolder): boolean {
	try {
		return folder.has(FILES.checkpoint);
	} catch {
		return false;
	}
}

/** What else is wrong with a run whose arguments are wrong already. */
function otherProblems(
	options: Parameters<typeof furtherProblems>[0],
	place: LabPlace
): readonly string[] {
	try {
		return furtherProblems(options, place.resolvePath);
	} catch (error) {
		return [conclude(error).text];
	}
}

/** Prints how to resume after a disk error, if the last checkpoint can still be read. */
function noticeResume(command: Exclude<Command, { kind: 'wrong' }>, place: LabPlace): void {
	if (command.kind !== 'run' && command.kind !== 'resume') return;
	const { options } = command;
	const folder = new RunFolder(
		place.resolvePath('folder' in options ? options.folder : options.out)
	);
	if (!isReadable(folder)) return;
	place.notice(
		`${FILES.checkpoint} is whole; to go on from it: npm run lab -- run --resume ${folder.shown}`
	);
}

async function execute(
	command: Exclude<Command, { kind: 'wrong' }>,
	place: LabPlace
): Promise<number> {
	if (command.kind === 'help') {
		place.print(HELP);
		return EXIT.done;
	}
	if (command.kind === 'adapters') {
		place.print(await describeAdapters());
		return EXIT.done;
	}
	if (command.kind === 'check') {
		place.print(await checkRun(place.resolvePath(command.folder)));
		return EXIT.done;
	}
	if (command.kind === 'record') {
		const recorded = await recordRun(command.options, place);
		if (recorded === undefined) return place.interruptedCode();
		place.print(recorded);
		return EXIT.done;
	}
	const finished =
		command.kind === 'run'
			? await startRun(command.options, place)
			: await resumeRun(command.options, place);
	place.print(runSummary(finished));
	return endingCode(finished, place);
}

/** The same place, whose output contains no control sequences of terminals. */
const guarded = (place: LabPlace): LabPlace => ({
	...place,
	print: (text) => {
		place.print(shownText(text));
	},
	notice: (text) => {
		place.notice(shownText(text));
	}
});

/** Runs a command line. @returns the exit code */
export async function runLab(args: readonly string[], to: LabPlace): Promise<number> {
	const place = guarded(to);
	const command = parseCommand(args);
	if (command.kind === 'wrong') {
		const { problems, meant } = command;
		const further = meant.kind === 'run' ? otherProblems(meant.options, place) : [];
		place.notice([...problems, ...further].join('\n'));
		return EXIT.usage;
	}
	try {
		return await execute(command, place);
	} catch (error) {
		const { code, text } = conclude(error);
		place.notice(text);
		if (code === EXIT.disk) noticeResume(command, place);
		return code;
	}
}

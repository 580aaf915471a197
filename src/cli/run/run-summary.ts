import { censoredText, grokkingText, intervalText } from './grokking-words.ts';
import { clockText, lossText, percent, rateText } from './progress.ts';
import type { FinishedRun } from './run-command.ts';

function replicaLines({ run }: FinishedRun, replica: number): readonly string[] {
	const markers = run.measures.of(replica).markers;
	const latest = run.measures.history.latest[replica];
	const until = latest?.step ?? 0;
	const { memorized } = markers;
	const number = (key: string) => latest?.columns[key] ?? Number.NaN;
	return [
		`  memorized  ${memorized === undefined ? censoredText(until) : intervalText(memorized)}`,
		`  grokked    ${grokkingText(markers, until)}`,
		`  step ${String(until)}: train loss ${lossText(number('train_loss'))}, test loss ${lossText(number('test_loss'))}, ` +
			`test accuracy ${percent(number('test_accuracy'))}`
	];
}

/** The closing words of a run. */
export function runSummary(finished: FinishedRun): string {
	const { ending, run, folder, adapter, from, seconds, trainSeconds } = finished;
	const replicas = run.trainer.run.spec.replicas.length;
	const lines = Array.from({ length: replicas }, (_, r) => [
		...(replicas > 1 ? [`replica ${String(r)}`] : []),
		...replicaLines(finished, r)
	]).flat();
	const step = ending.step ?? from;
	const count = step - from;
	const rate = count > 0 ? `, ${rateText(count / trainSeconds)} steps/s while it trained` : '';
	return [
		`${String(step)} steps (${String(count)} now, in ${clockText(seconds)}${rate}) on ${adapter}`,
		...lines,
		`Files in ${folder.shown}`,
		''
	].join('\n');
}

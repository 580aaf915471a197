import type { RunRecord } from '../../lab-run/run-record.ts';
import { censoredText, grokkingText, intervalText } from './grokking-words.ts';
import { clockText, lossText, percent, rateText } from './progress.ts';
import type { FinishedRun } from './run-command.ts';

/** A run of one replica. */
function runLines({ run }: FinishedRun): readonly string[] {
	const { markers } = run.measures.of(0);
	const [latest] = run.measures.history.latest;
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

/** What a replica differs in from the others, by its record: "weight_decay 0.3, seed 4". */
export function differenceText({ varied }: Pick<RunRecord, 'varied'>, replica: number): string {
	const entries = Object.entries(varied?.[replica] ?? {});
	return entries.map(([key, value]) => `${key} ${String(value)}`).join(', ');
}

/** A replica among several: one line. */
function replicaLine({ run }: FinishedRun, replica: number): string {
	const { markers } = run.measures.of(replica);
	const latest = run.measures.history.latest[replica];
	const until = latest?.step ?? 0;
	const { memorized } = markers;
	const difference = differenceText(run.record, replica);
	const name = `replica ${String(replica)}${difference === '' ? '' : ` (${difference})`}`;
	const accuracy = percent(latest?.columns['test_accuracy'] ?? Number.NaN);
	const failed = run.trainer.failures.find((failure) => failure.replica === replica);
	const end =
		failed === undefined
			? ''
			: `; failed at step ${String(failed.step)}, where its numbers left the range of float32 (no final weights)`;
	return (
		`  ${name}: memorized ${memorized === undefined ? censoredText(until) : intervalText(memorized)}; ` +
		`grokked ${grokkingText(markers, until)}; test accuracy ${accuracy} at step ${String(until)}${end}`
	);
}

/** The closing words of a run. */
export function runSummary(finished: FinishedRun): string {
	const { ending, run, folder, adapter, from, seconds, trainSeconds } = finished;
	const { replicas } = run.record;
	const lines =
		replicas === 1
			? runLines(finished)
			: Array.from({ length: replicas }, (_, r) => replicaLine(finished, r));
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

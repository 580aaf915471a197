import { metricsCsv, settledSeriesCsv } from './export-csv.ts';
import { exportName } from './export-name.ts';
import { exportNotes, liveColumnsOf } from './export-notes.ts';
import type { Lab } from '../lab/lab.svelte.ts';
import { describeStatus } from '../lab/status-words.ts';

/** An exported table and its file name. */
export interface ExportedTable {
	readonly name: string;
	readonly text: string;
}

/** The exported run, with the link and version to write into it. */
interface TableSource {
	readonly lab: Pick<Lab, 'config' | 'run' | 'replay'>;
	/** Full address that starts the run again. */
	readonly link: string;
	/** Version of this page. */
	readonly version: string;
}

function notesOf({ lab, link, version }: TableSource): readonly string[] {
	const { run, replay } = lab;
	const { thinned, events, step, keyFrequencies } = run;
	// A recorded run was made by another version on another adapter.
	const card = replay.playback?.recorded.card;
	const versions = Object.entries(card?.versions ?? {}).map((pair) => pair.join(' '));
	return exportNotes({
		link,
		version: card === undefined ? version : versions.join(' '),
		adapter: card?.adapter ?? run.adapter,
		events,
		step,
		status: describeStatus(run.status),
		more: [
			...(thinned === undefined ? [] : [thinned]),
			...(keyFrequencies.length === 0 ? [] : [`key frequencies ${keyFrequencies.join(' ')}`]),
			'lr is before warm-up; train loss and accuracy of a step are before its update'
		]
	});
}

/** All metrics of the current run. */
export function metricsTable(source: TableSource): ExportedTable {
	const { config, run } = source.lab;
	const started = config.started ?? config.config;
	const live = liveColumnsOf(started, run.events, run.facts?.stepsPerEpoch);
	return {
		name: exportName(config, run),
		text: metricsCsv(run.train, run.evaluations, notesOf(source), live)
	};
}

/** The settled measures of the current run; undefined until they are settled. */
export function settledTable(source: TableSource): ExportedTable | undefined {
	const { config, run } = source.lab;
	if (run.settled === undefined) return undefined;
	return {
		name: exportName(config, run, 'settled'),
		text: settledSeriesCsv(run.settled, notesOf(source))
	};
}

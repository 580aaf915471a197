import type { RunConfig } from '../../../config/run-config.ts';
import { schemasFor } from '../../../config/schemas.ts';
import { BACKENDS } from '../../../engine/core/backend.ts';
import { EPOCH, epochOf, liveColumns, withEpoch } from '../../../engine/core/metrics-table.ts';
import { printable } from '../../../engine/core/quote.ts';
import { netEvents, type RunEvent } from '../../../engine/core/run-events.ts';
import { describeEvents } from './event-words.ts';
import type { LiveColumns } from './export-csv.ts';

/** Where an exported table comes from. */
export interface ExportOrigin {
	/** Full address that starts the run again. */
	readonly link: string;
	/** Version of the page, or of the program that recorded the run. */
	readonly version: string;
	readonly adapter: { readonly kind: string; readonly name: string } | undefined;
	readonly events: readonly RunEvent[];
	/** Number of updates done, and the state of the run in words. */
	readonly step: number;
	readonly status: string;
	/** Further notes, one per line. */
	readonly more: readonly string[];
}

/** Longest note, in characters: an address with the longest link. */
const LONGEST_NOTE = 20_000;

/**
 * A text from outside as part of a comment line. Spreadsheets open the line as cells, so no cell
 * may begin like a formula.
 */
const inertText = (text: string): string =>
	printable(text, LONGEST_NOTE)
		.replaceAll('"', "'")
		.replace(/(^|[,;\t|])(\s*)(?=[=+\-@])/g, "$1$2'");

/** The comment lines that say where a table comes from. */
export function exportNotes(origin: ExportOrigin): readonly string[] {
	const { adapter, events } = origin;
	const lines = [
		`link ${origin.link}`,
		`version ${origin.version}`,
		`adapter ${adapter === undefined ? 'none' : `${adapter.name} (${adapter.kind})`}`,
		`backend ${BACKENDS.find((backend) => backend === adapter?.kind) ?? 'webgpu'}`,
		`run ${origin.status} at step ${String(origin.step)}`,
		`events ${describeEvents(events)}`,
		...origin.more
	];
	return lines.map(inertText);
}

/**
 * The live parameters by step: their initial values, changed by the events. With mini-batches also
 * the epoch of each step.
 */
export function liveColumnsOf(
	started: RunConfig,
	events: readonly RunEvent[],
	stepsPerEpoch = 1
): LiveColumns {
	const initial: Record<string, number> = {};
	for (const [key, schema] of Object.entries(schemasFor(started))) {
		const value = started.values[key];
		if (schema.applies === 'live' && typeof value === 'number') initial[key] = value;
	}
	const names = liveColumns(initial);
	const changes = netEvents(events).filter((event) => event.kind === 'hyperparameter');
	const valueAt = (key: string, step: number): number => {
		const due = changes.filter((event) => event.key === key && event.step <= step);
		// If several are due at one step, the last one counts. After a recovery events may be out
		// of order.
		const latest = due.reduce<(typeof due)[number] | undefined>(
			(last, event) => (last === undefined || event.step >= last.step ? event : last),
			undefined
		);
		return latest?.to ?? initial[key] ?? Number.NaN;
	};
	const all = withEpoch(names, stepsPerEpoch);
	return {
		names: all,
		at: (step) =>
			all.map((name) => (name === EPOCH ? epochOf(step, stepsPerEpoch) : valueAt(name, step)))
	};
}

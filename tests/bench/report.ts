import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Machine, OtherWork } from './machine.ts';
import type { Source } from './source.ts';
import { print } from './table.ts';

/** What one run of the bench measured, as it is written. */
export interface Report {
	/** ISO 8601, UTC, when it began. */
	readonly date: string;
	readonly args: readonly string[];
	readonly source: Source;
	readonly machine: Machine;
	/** Over 1, 5 and 15 minutes, before it began. */
	readonly loadAverages: readonly number[];
	readonly isQuiet: boolean;
	readonly otherWork: readonly OtherWork[];
	readonly versions: Readonly<Record<string, string>>;
	readonly options: unknown;
	/** By part. */
	readonly parts: Readonly<Record<string, unknown>>;
}

function write(root: string, folder: string, name: string, report: Report): void {
	const path = join(root, folder);
	mkdirSync(path, { recursive: true });
	const file = join(path, `${name}.json`);
	writeFileSync(file, `${JSON.stringify(report, undefined, '\t')}\n`);
	print(`written to ${relative(root, file)}`);
}

/**
 * To the ignored cache always, and beside the bench where it is to be kept: one run, as it was
 * measured.
 */
export function writeReport(report: Report, root: string, isSaved: boolean): void {
	write(root, '.cache/bench', report.date.replaceAll(/[:.]/g, '-'), report);
	if (!isSaved) return;
	const day = report.date.slice(0, 10);
	const machine = report.machine.name.replaceAll(/[^\w-]+/g, '-');
	write(root, 'tests/bench/results', `${day}-${machine}`, report);
}

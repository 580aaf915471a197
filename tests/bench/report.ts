import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Machine } from './machine.ts';
import { print } from './table.ts';

/** What a bench measured, as it is written. */
export interface Report {
	/** ISO 8601, UTC. */
	readonly date: string;
	readonly machine: Machine;
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

/** To the ignored cache always, and beside the bench where it is to be kept. */
export function writeReport(report: Report, root: string, isSaved: boolean): void {
	write(root, '.cache/bench', report.date.replaceAll(/[:.]/g, '-'), report);
	if (!isSaved) return;
	const day = report.date.slice(0, 10);
	const machine = report.machine.name.replaceAll(/[^\w-]+/g, '-');
	write(root, 'tests/bench/results', `${day}-${machine}`, report);
}

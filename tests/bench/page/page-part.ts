import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchOptions } from '../options.ts';
import { print } from '../table.ts';

/** page-bench.mjs's own reports, by name. */
function reportsIn(folder: string): readonly string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder).filter((file) => /^page-.*\.json$/.test(file));
}

/**
 * The page in a browser, measured by a script of its own. @returns its report, or why there is none
 */
export async function pagePart({ root, pageSeconds }: BenchOptions): Promise<unknown> {
	const folder = join(root, '.cache/bench');
	const before = new Set(reportsIn(folder));
	print('\nThe page');
	const script = join(root, 'tests/bench/page/page-bench.mjs');
	const code = await new Promise<number>((resolve) => {
		const child = spawn(process.execPath, [script, '--seconds', String(pageSeconds)], {
			stdio: ['ignore', 'inherit', 'inherit']
		});
		child.on('error', () => {
			resolve(1);
		});
		child.on('close', (status) => {
			resolve(status ?? 1);
		});
	});
	const file = reportsIn(folder).find((name) => !before.has(name));
	if (code !== 0 || file === undefined) {
		return { leftOut: `page-bench.mjs ended with ${String(code)}` };
	}
	const report: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
	return report;
}

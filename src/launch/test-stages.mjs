import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
	countStage,
	countTests,
	readPlaywright,
	readQuarantine,
	readVitest
} from './count-results.mjs';
import { CHROMIUM, FIREFOX } from './find-browser.mjs';
import { ROOT, runNpm } from './run-command.mjs';

/**
 * @typedef {import('./count-results.mjs').Counts} Counts
 * @typedef {import('./count-results.mjs').TestResult} TestResult
 * @typedef {import('./find-browser.mjs').BrowserKind} BrowserKind
 *
 * @typedef {object} Stage
 * @property {string} name as in `npm test -- <name>`
 * @property {string} script of package.json
 * @property {'none' | 'vitest' | 'playwright'} tests which runner's report holds its tests
 * @property {readonly BrowserKind[]} [browsers] without which it cannot run
 * @property {string} [after] stage without which this one cannot run
 */

/** All stages in their order, cheapest findings first. @type {readonly Stage[]} */
export const STAGES = [
	{ name: 'format', script: 'format:check', tests: 'none' },
	{ name: 'lint', script: 'lint', tests: 'none' },
	{ name: 'types', script: 'types', tests: 'none' },
	{ name: 'dead-code', script: 'dead-code', tests: 'none' },
	{ name: 'unit', script: 'test:unit', tests: 'vitest' },
	{ name: 'architecture', script: 'test:architecture', tests: 'vitest' },
	// On Linux the browser brings the software adapter.
	{
		name: 'gpu',
		script: 'test:gpu',
		tests: 'vitest',
		browsers: process.platform === 'linux' ? [CHROMIUM] : []
	},
	{ name: 'build', script: 'build', tests: 'none' },
	// Chromium brings the software adapter, and is what Firefox's speed is printed beside.
	{
		name: 'firefox',
		script: 'e2e:firefox',
		tests: 'playwright',
		browsers: [CHROMIUM, FIREFOX],
		after: 'build'
	},
	{ name: 'e2e', script: 'e2e', tests: 'playwright', browsers: [CHROMIUM], after: 'build' }
];

/**
 * @param {readonly string[]} names none means all
 * @returns {readonly Stage[]} the stages asked for, in their own order, with those they need
 * @throws {Error} when a name is not a stage's
 */
export function selectStages(names) {
	for (const name of names) {
		if (!STAGES.some((stage) => stage.name === name)) {
			const known = STAGES.map((stage) => stage.name).join(', ');
			throw new Error(`npm test: expected stages out of ${known}, got "${name}"`);
		}
	}
	if (names.length === 0) return STAGES;
	const needed = STAGES.filter(({ name }) => names.includes(name)).map(({ after }) => after);
	return STAGES.filter(({ name }) => names.includes(name) || needed.includes(name));
}

const READERS = { vitest: readVitest, playwright: readPlaywright };

/**
 * @param {'vitest' | 'playwright'} runner
 * @param {string} path of the JSON report
 * @returns {readonly TestResult[]} none when the runner left no report, or half of one
 */
function readReport(runner, path) {
	if (!existsSync(path)) return [];
	try {
		return READERS[runner](JSON.parse(readFileSync(path, 'utf8')));
	} catch (error) {
		process.stderr.write(`${runner}'s report cannot be read: ${String(error)}\n`);
		return [];
	}
}

/**
 * Runs a stage, its output going to this terminal.
 * @param {Stage} stage
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {Promise<Counts>}
 */
export async function runStage(stage, environment) {
	const command = ['run', '--silent', stage.script];
	if (stage.tests === 'none') return countStage(await runNpm(command, environment));
	const folder = mkdtempSync(join(tmpdir(), 'grokking-lab-'));
	const report = join(folder, 'report.json');
	try {
		const reporters =
			stage.tests === 'vitest'
				? ['--', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
				: [];
		const exitCode = await runNpm([...command, ...reporters], {
			...environment,
			PLAYWRIGHT_JSON_OUTPUT_FILE: report
		});
		const quarantine = readQuarantine(readFileSync(join(ROOT, 'tests/QUARANTINE.md'), 'utf8'));
		return countTests(readReport(stage.tests, report), exitCode, quarantine);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

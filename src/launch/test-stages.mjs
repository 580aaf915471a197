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
 * @property {'none' | 'vitest' | 'playwright'} tests the runner whose report counts its tests
 * @property {readonly BrowserKind[]} [browsers] that it requires
 * @property {string} [after] the stage that must run before
 */

/** All stages in the order in which they run, the quickest first. @type {readonly Stage[]} */
export const STAGES = [
	{ name: 'format', script: 'format:check', tests: 'none' },
	{ name: 'lint', script: 'lint', tests: 'none' },
	{ name: 'types', script: 'types', tests: 'none' },
	{ name: 'dead-code', script: 'dead-code', tests: 'none' },
	{ name: 'unit', script: 'test:unit', tests: 'vitest' },
	{ name: 'architecture', script: 'test:architecture', tests: 'vitest' },
	// On Linux the software adapter is part of the browser.
	{
		name: 'gpu',
		script: 'test:gpu',
		tests: 'vitest',
		browsers: process.platform === 'linux' ? [CHROMIUM] : []
	},
	{ name: 'build', script: 'build', tests: 'none' },
	// Chromium contains the software adapter, and Firefox's speed is compared with it.
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
 * @param {readonly string[]} names of stages; all stages if empty
 * @returns {readonly Stage[]} these stages and those they require, in the order of STAGES
 * @throws {Error} for a name that no stage has
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
 * @returns {readonly TestResult[]} empty if the report is missing or incomplete
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
 * Runs a stage and prints its output.
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

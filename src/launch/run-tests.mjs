import { installPackages } from './installed-packages.mjs';
import { provideBrowser } from './install-browser.mjs';
import { sumCounts } from './count-results.mjs';
import { runStage, selectStages, STAGES } from './test-stages.mjs';

const HELP = `npm test                 every stage
npm test -- unit gpu     only these stages, and those they need

Stages: ${STAGES.map(({ name }) => name).join(', ')}.
CHROME_PATH names the browser; else an installed Chrome, Chromium or Edge is used. FIREFOX_PATH names Firefox.
`;

/**
 * @typedef {import('./count-results.mjs').Counts} Counts
 * @typedef {import('./find-browser.mjs').BrowserKind} BrowserKind
 * @typedef {import('./test-stages.mjs').Stage} Stage
 * @typedef {{ readonly name: string, readonly seconds: number, readonly counts: Counts,
 *   readonly note: string }} Row
 */

/** @param {string} text */
function print(text) {
	process.stdout.write(`${text}\n`);
}

/**
 * The browsers that stages need, installed where that is ours to do.
 * @typedef {object} Browsers
 * @property {Readonly<Record<string, string>>} environment that names their executables
 * @property {ReadonlyMap<BrowserKind, string>} missing with the line that says what to install
 *
 * @param {readonly Stage[]} stages
 * @returns {Promise<Browsers>}
 */
async function provideBrowsers(stages) {
	/** @type {Record<string, string>} */
	const environment = {};
	/** @type {Map<BrowserKind, string>} */
	const missing = new Map();
	for (const kind of new Set(stages.flatMap(({ browsers = [] }) => browsers))) {
		try {
			environment[kind.variable] = await provideBrowser(kind);
		} catch (error) {
			const line = error instanceof Error ? error.message : String(error);
			process.stderr.write(`${line}\n`);
			missing.set(kind, line);
		}
	}
	return { environment, missing };
}

/**
 * Why a stage is not run: what failed before it, or what is missing.
 * @param {Stage} stage
 * @param {readonly Pick<Row, 'name' | 'counts'>[]} before
 * @param {Browsers['missing']} missing
 * @returns {string | undefined}
 */
export function reasonNotToRun({ after, browsers = [] }, before, missing) {
	if (before.some((row) => row.name === after && row.counts.failed > 0)) return `${after} failed`;
	return browsers.map((kind) => missing.get(kind)).find((line) => line !== undefined);
}

/**
 * @param {Stage} stage
 * @param {readonly Row[]} before
 * @param {Browsers} browsers
 * @returns {Promise<Row>}
 */
async function runRow(stage, before, browsers) {
	const { name } = stage;
	print(`\n=== ${name}`);
	const reason = reasonNotToRun(stage, before, browsers.missing);
	if (reason !== undefined) {
		const note = `not run: ${reason}`;
		print(note);
		// Counted as failed, not as skipped, because nothing was tested.
		return { name, seconds: 0, counts: { passed: 0, failed: 1, quarantined: 0 }, note };
	}
	const start = performance.now();
	const counts = await runStage(stage, browsers.environment);
	const seconds = (performance.now() - start) / 1000;
	print(`=== ${name}: ${counts.failed === 0 ? 'ok' : 'FAILED'}, ${seconds.toFixed(1)} s`);
	const note = counts.quarantined === 0 ? '' : `${counts.quarantined} in quarantine`;
	return { name, seconds, counts, note };
}

/** @param {readonly Row[]} rows */
function printTable(rows) {
	print(
		`\n${'stage'.padEnd(14)}${'passed'.padStart(8)}${'failed'.padStart(8)}${'time'.padStart(10)}`
	);
	for (const { name, seconds, counts, note } of rows) {
		const numbers = [String(counts.passed), String(counts.failed)].map((text) => text.padStart(8));
		const time = `${seconds.toFixed(1)} s`.padStart(10);
		print(`${name.padEnd(14)}${numbers.join('')}${time}  ${note}`.trimEnd());
	}
}

/**
 * The last line that is printed, whatever happened.
 * @param {Pick<Counts, 'passed' | 'failed'>} counts
 * @returns {number} the exit code
 */
function conclude({ passed, failed }) {
	print(`${passed} passed, ${failed} failed`);
	return failed === 0 ? 0 : 1;
}

/**
 * Installs what is missing, runs all stages, also after a failed one, and counts.
 * @param {readonly string[]} args names of stages, or `--help`
 * @returns {Promise<number>} the exit code
 */
export async function runTests(args) {
	if (args.includes('--help') || args.includes('-h')) {
		process.stdout.write(HELP);
		return 0;
	}
	/** @type {readonly Stage[]} */
	let stages;
	try {
		stages = selectStages(args);
		if (!(await installPackages())) return conclude({ passed: 0, failed: 1 });
	} catch (error) {
		process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
		return conclude({ passed: 0, failed: 1 });
	}
	/** @type {Row[]} */
	const rows = [];
	const browsers = await provideBrowsers(stages);
	for (const stage of stages) rows.push(await runRow(stage, rows, browsers));
	printTable(rows);
	return conclude(sumCounts(rows.map(({ counts }) => counts)));
}

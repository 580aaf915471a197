/**
 * @typedef {{ readonly passed: number, readonly failed: number,
 *   readonly quarantined: number }} Counts
 * @typedef {'passed' | 'failed' | 'skipped'} Outcome
 * @typedef {{ readonly name: string, readonly outcome: Outcome }} TestResult
 *
 * @typedef {{ readonly fullName: string, readonly status: string }} VitestAssertion
 * @typedef {{ readonly status: string, readonly name: string,
 *   readonly assertionResults: readonly VitestAssertion[] }} VitestFile
 * @typedef {{ readonly testResults: readonly VitestFile[] }} VitestReport
 *
 * @typedef {{ readonly title: string,
 *   readonly tests: readonly { readonly status: string }[] }} PlaywrightSpec
 * @typedef {{ readonly title: string, readonly suites?: readonly PlaywrightSuite[],
 *   readonly specs?: readonly PlaywrightSpec[] }} PlaywrightSuite
 * @typedef {{ readonly suites: readonly PlaywrightSuite[],
 *   readonly errors: readonly unknown[] }} PlaywrightReport
 */

/** @type {Readonly<Record<string, Outcome>>} */
const VITEST_OUTCOMES = {
	passed: 'passed',
	pending: 'skipped',
	skipped: 'skipped',
	todo: 'skipped'
};

/**
 * Tests of Vitest's JSON report. A file that broke before its first test is one failed test.
 * @param {VitestReport} report
 * @returns {TestResult[]}
 */
export function readVitest(report) {
	return report.testResults.flatMap(({ name, status, assertionResults }) => {
		/** @type {TestResult[]} */
		const results = assertionResults.map((assertion) => ({
			name: assertion.fullName,
			outcome: VITEST_OUTCOMES[assertion.status] ?? 'failed'
		}));
		const isBroken = status === 'failed' && results.every(({ outcome }) => outcome !== 'failed');
		return isBroken ? [...results, { name, outcome: 'failed' }] : results;
	});
}

/** @type {Readonly<Record<string, Outcome>>} */
const PLAYWRIGHT_OUTCOMES = { expected: 'passed', skipped: 'skipped' };

/**
 * @param {PlaywrightSuite} suite
 * @param {readonly string[]} titles
 * @returns {TestResult[]}
 */
function readSuite(suite, titles) {
	const here = [...titles, suite.title];
	return [
		...(suite.specs ?? []).flatMap(({ title, tests }) =>
			tests.map(({ status }) => ({
				name: [...here, title].join(' '),
				// A flaky test has failed once: it counts as failed.
				outcome: PLAYWRIGHT_OUTCOMES[status] ?? 'failed'
			}))
		),
		...(suite.suites ?? []).flatMap((inner) => readSuite(inner, here))
	];
}

/**
 * Tests of Playwright's JSON report. Errors outside of tests are one failed test each.
 * @param {PlaywrightReport} report
 * @returns {TestResult[]}
 */
export function readPlaywright(report) {
	const results = report.suites.flatMap((suite) => readSuite(suite, []));
	for (const _ of report.errors) results.push({ name: 'outside of tests', outcome: 'failed' });
	return results;
}

/**
 * Names of the tests that may be skipped: first cells in backticks of the table's rows.
 * @param {string} markdown text of tests/QUARANTINE.md
 * @returns {Set<string>}
 */
export function readQuarantine(markdown) {
	return new Set([...markdown.matchAll(/^\|\s*`([^`]+)`\s*\|/gm)].map(([, name = '']) => name));
}

/**
 * Counts a stage. A skipped test counts as failed unless it is in quarantine. A stage that ended
 * with an error although no test failed, or without results, counts as one failure.
 * @param {readonly TestResult[]} results
 * @param {number} exitCode
 * @param {ReadonlySet<string>} quarantine
 * @returns {Counts}
 */
export function countTests(results, exitCode, quarantine) {
	/** @param {(result: TestResult) => boolean} claim */
	const count = (claim) => results.filter(claim).length;
	const quarantined = count(({ name, outcome }) => outcome === 'skipped' && quarantine.has(name));
	const passed = count(({ outcome }) => outcome === 'passed');
	const failed = results.length - passed - quarantined;
	const isBroken = failed === 0 && (exitCode !== 0 || passed === 0);
	return { passed, failed: isBroken ? 1 : failed, quarantined };
}

/**
 * Counts a stage without tests of its own, such as a build.
 * @param {number} exitCode
 * @returns {Counts}
 */
export function countStage(exitCode) {
	return exitCode === 0
		? { passed: 1, failed: 0, quarantined: 0 }
		: { passed: 0, failed: 1, quarantined: 0 };
}

/**
 * @param {readonly Counts[]} stages
 * @returns {Counts}
 */
export function sumCounts(stages) {
	return stages.reduce(
		(sum, { passed, failed, quarantined }) => ({
			passed: sum.passed + passed,
			failed: sum.failed + failed,
			quarantined: sum.quarantined + quarantined
		}),
		{ passed: 0, failed: 0, quarantined: 0 }
	);
}

import type { Browser, Page } from 'playwright';
import { BENCH_CASES, describeCase } from '../bench-case.ts';
import { openBrowser, servePage } from './browser.ts';
import type { BenchOptions } from '../options.ts';
import { measureSession, RUNNERS, type Progress, type Race } from './rival-session.ts';
import type { CaseId, RivalId } from './page.ts';
import { summarize, type Summary } from '../statistics.ts';
import { digits, formatTable, print, spread } from '../table.ts';

const LABELS: Readonly<Record<RivalId, string>> = {
	folded: 'ours, folded',
	'last-position': 'ours, last position',
	'jax-webgpu': 'jax-js webgpu',
	'jax-wasm': 'jax-js wasm',
	'tfjs-webgpu': 'tfjs webgpu'
};

interface Result {
	readonly runner: RivalId;
	/** Largest relative difference of a loss from ours, in any session. */
	readonly lossDifference?: number;
	readonly refusal?: string;
	readonly stepMs?: Summary;
	/** Its step time over that of ours, folded, all sessions together. */
	readonly ratio?: Summary;
	/** By session. */
	readonly races: readonly Race[];
}

interface CaseReport {
	readonly case: CaseId;
	readonly adapter: string;
	readonly results: readonly Result[];
}

export interface RivalsReport {
	readonly cases: readonly CaseReport[];
	readonly sessions: number;
	readonly browser: string;
}

/** All sessions of a case together. */
function reportOf(caseId: CaseId, { entries, adapter }: Progress): CaseReport {
	const results = RUNNERS.map((runner): Result => {
		const own = entries.filter((entry) => entry.runner === runner);
		const races = own.flatMap((entry) => entry.race ?? []);
		const refusal = own.find((entry) => entry.refusal !== undefined)?.refusal;
		const differences = own.flatMap((entry) => entry.lossDifference ?? []);
		return {
			runner,
			races,
			...(differences.length === 0 ? {} : { lossDifference: Math.max(...differences) }),
			...(refusal === undefined ? {} : { refusal }),
			...(races.length === 0
				? {}
				: {
						stepMs: summarize(races.flatMap(({ stepMs }) => stepMs)),
						ratio: summarize(races.flatMap(({ ratio }) => ratio))
					})
		};
	});
	return { case: caseId, adapter, results };
}

/** A page of its own for every case. */
export async function openRivalPage(browser: Browser, address: string): Promise<Page> {
	const page = await browser.newPage();
	page.setDefaultTimeout(0);
	await page.goto(address);
	await page.waitForFunction(() => window.rivalBench !== undefined);
	if (!(await page.evaluate(() => crossOriginIsolated))) {
		print('no threads for WebAssembly: the page is not isolated');
	}
	return page;
}

/**
 * (1) Ours against jax-js and tfjs in one headless Chromium, repeats interleaved, and again in
 * other Chromiums.
 */
export async function rivalsPart(options: BenchOptions): Promise<RivalsReport> {
	const { rivalCases, sessions } = options;
	const server = await servePage(options.root, 'rivals');
	const cases = new Map<CaseId, Progress>(
		rivalCases.map((id) => [id, { entries: [], adapter: '' }])
	);
	let version = '';
	try {
		for (let session = 0; session < sessions; session++) {
			const browser = await openBrowser(options.adapter);
			version = browser.version();
			print(`\nRivals: session ${String(session + 1)} of ${String(sessions)}, Chromium ${version}`);
			try {
				for (const [caseId, progress] of cases) {
					const page = await openRivalPage(browser, server.address);
					await measureSession(page, caseId, session, options, progress);
					await page.close();
				}
			} finally {
				await browser.close();
			}
		}
	} finally {
		await server.close();
	}
	const reports = [...cases].map(([caseId, progress]) => reportOf(caseId, progress));
	for (const report of reports) printCase(report, options);
	return { cases: reports, sessions, browser: `Chromium ${version}` };
}

const medians = (races: readonly Race[], of: (race: Race) => readonly number[]): string =>
	races.map((one) => digits(summarize(of(one)).median)).join(', ');

function printCase({ case: id, adapter, results }: CaseReport, options: BenchOptions): void {
	const { sessions, repeats } = options;
	print(
		`\nRivals at ${describeCase(BENCH_CASES[id])} on ${adapter}: ${String(sessions)} sessions of ${String(repeats)} repeats, median (low - high) over all`
	);
	const rows = results.map(({ runner, stepMs, ratio, races, lossDifference }) => [
		LABELS[runner],
		stepMs === undefined ? '-' : spread(stepMs),
		ratio === undefined ? '-' : spread(ratio, ' x'),
		medians(races, (one) => one.ratio),
		races.map(({ steps }) => String(steps)).join(', '),
		lossDifference === undefined ? '-' : lossDifference.toExponential(0)
	]);
	print(
		formatTable(
			['', 'ms per step', 'time / ours folded', 'by session', 'steps a repeat', 'losses differ'],
			rows
		)
	);
	for (const { runner, refusal } of results) {
		if (refusal !== undefined) print(`${LABELS[runner]}: left out, ${refusal}`);
	}
}

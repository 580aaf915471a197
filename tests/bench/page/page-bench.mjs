import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { findBrowser } from '../../../src/launch/find-browser.mjs';
import { ROOT } from '../../../src/launch/run-command.mjs';
import { serveBuild } from '../../support/runs/serve-build.mjs';
import { measurePreset, measureViews, openPreset } from './measure-page.mjs';

/**
 * @typedef {import('./measure-page.mjs').Measurement} Measurement
 * @typedef {import('./measure-page.mjs').ViewsMeasurement} ViewsMeasurement
 */

const HELP = `node tests/bench/page/page-bench.mjs      measures the page on the adapter at hand: the part "page" of npm run bench
  --seconds 30                       over longer stretches (default: 10)
  --presets quick-mlp                only these, separated by commas

Prints steps per second, dispatches per step and the longest task of the main thread while it trains, and writes
them to .cache/bench/. It asserts nothing.
`;
/** Whose training is measured with views in sight, in how many turns. */
const VIEWS_PRESET = 'quick-start';
const VIEWS_TURNS = 5;
const PRESETS = 'quick-mlp,quick-start,nanda-2023';
const FOLDER = join(ROOT, '.cache/bench');
const PORT = 4373;
const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
const ARGS = [
	...(isRoot ? ['--no-sandbox'] : []),
	'--enable-unsafe-webgpu',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--no-first-run'
];

/** The GPU where there is one, else the one that is a CPU. */
const ADAPTERS = [
	[...ARGS, '--enable-features=Vulkan'],
	[...ARGS, '--use-webgpu-adapter=swiftshader']
];

/**
 * The first browser in which the page finds an adapter.
 * @param {string} address
 * @throws {Error} when there is none
 */
async function openBrowser(address) {
	const executablePath = findBrowser();
	for (const args of ADAPTERS) {
		const browser = await chromium.launch({
			args,
			...(executablePath === undefined ? {} : { executablePath })
		});
		const { page, error } = await openPreset(browser, address, 'quick-mlp');
		await page.close();
		if (error === undefined) return browser;
		await browser.close();
	}
	throw new Error('page bench: expected a WebGPU adapter, found none, not even a software one');
}

/** @param {Measurement} row */
function lineOf(row) {
	return [
		row.preset.padEnd(14),
		row.stepsPerSecond.toPrecision(3).padStart(9),
		`${row.fromStep}-${row.toStep}`.padStart(14),
		String(row.dispatchesPerStep).padStart(16),
		`${row.longestTaskMs.toFixed(0)} ms`.padStart(14),
		`${row.busyPercent.toFixed(1)} %`.padStart(12)
	].join('');
}

/** @param {ViewsMeasurement} views */
function viewsLine({ preset, seconds, stepsPerSecond: { away, inSight } }) {
	const ratios = away.map((rate, turn) => (100 * ((inSight[turn] ?? NaN) - rate)) / rate);
	const sorted = [...ratios].sort((a, b) => a - b);
	const words = [sorted[sorted.length >> 1], sorted[0], sorted.at(-1)].map((percent) =>
		(percent ?? NaN).toFixed(1)
	);
	return `${preset} with views in sight instead of charts: ${words[0]} % steps/s (${words[1]} to ${words[2]}, ${String(away.length)} turns of ${String(seconds)} s)`;
}

/** @param {string} text */
function print(text) {
	process.stdout.write(`${text}\n`);
}

async function bench() {
	const { values } = parseArgs({
		options: {
			seconds: { type: 'string', default: '10' },
			presets: { type: 'string', default: PRESETS },
			help: { type: 'boolean', short: 'h', default: false }
		}
	});
	if (values.help) {
		process.stdout.write(HELP);
		return;
	}
	const seconds = Number(values.seconds);
	if (!(seconds > 0)) {
		throw new Error(`--seconds: expected a positive number, got "${values.seconds}"`);
	}
	const { server, address } = await serveBuild('.cache/bench/dist', PORT);
	const browser = await openBrowser(address);
	print(`Chromium ${browser.version()}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown CPU'}`);
	print('preset          steps/s         steps  dispatches/step  longest task  main thread');
	/** @type {Measurement[]} */
	const rows = [];
	const presets = values.presets.split(',');
	for (const preset of presets) {
		const row = await measurePreset(browser, address, preset, seconds);
		rows.push(row);
		print(lineOf(row));
	}
	const views = presets.includes(VIEWS_PRESET)
		? await measureViews(browser, address, VIEWS_PRESET, seconds, VIEWS_TURNS)
		: undefined;
	if (views !== undefined) print(viewsLine(views));
	print(`on ${rows[0]?.adapter ?? 'no adapter'}`);
	const date = new Date().toISOString();
	mkdirSync(FOLDER, { recursive: true });
	const path = join(FOLDER, `page-${date.replaceAll(/[:.]/g, '-')}.json`);
	const report = { date, chromium: browser.version(), cpu: cpus()[0]?.model, rows, views };
	writeFileSync(path, `${JSON.stringify(report, undefined, '\t')}\n`);
	print(`written to ${path}`);
	await browser.close();
	await server.close();
}

await bench();

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { preview, runnerImport } from 'vite';
import { findBrowser } from '../../../src/launch/find-browser.mjs';
import { ROOT } from '../../../src/launch/run-command.mjs';
import { contactSheet, sheetsOf } from './contact-sheet.mjs';

const HELP = `npm run screens                 pictures of the built page in all its states (npm run build first)
  --only opening,grokked        only these states (--list names them)
  --sizes 1280x800,390x844      of the window (default: 1280x800,1920x1080,768x1024,390x844,844x390,320x256)
  --themes light,dark           (default: both)
  --out DIR                     (default: test-results/screens)
  --sheets 1600x1640            also packs the pictures of one size and theme on sheets of at most this size
  --port N                      to serve the build at (default: 4375)
`;
const SIZES = '1280x800,1920x1080,768x1024,390x844,844x390,320x256';
/** Charts are drawn in the frames after a change of size or theme, views after their weights. */
const SETTLE_MS = 500;
const isRoot = process.platform === 'linux' && process.getuid?.() === 0;

/**
 * @typedef {import('playwright').Page} Page
 * @typedef {import('./contact-sheet.mjs').Shot} Shot
 * @typedef {{ width: number, height: number }} Size
 * @typedef {{ name: string, enter: (page: Page) => Promise<void>, resized?: (page: Page) => Promise<void> }} ScreenState
 */

/**
 * @param {string} option
 * @param {string} text
 * @returns {Size}
 * @throws {Error} naming what it is not
 */
function sizeOf(option, text) {
	const match = /^(\d{2,5})x(\d{2,5})$/.exec(text);
	if (match === null) throw new Error(`--${option}: expected WIDTHxHEIGHT in px, got "${text}"`);
	return { width: Number(match[1]), height: Number(match[2]) };
}

/**
 * @param {string} text
 * @returns {'light' | 'dark'}
 * @throws {Error} naming what it is not
 */
function themeOf(text) {
	if (text === 'light' || text === 'dark') return text;
	throw new Error(`--themes: expected light or dark, got "${text}"`);
}

/**
 * @param {readonly ScreenState[]} states
 * @param {string | undefined} asked names with commas between
 * @throws {Error} naming a state that does not exist
 */
function chosen(states, asked) {
	if (asked === undefined) return states;
	return asked.split(',').map((name) => {
		const state = states.find((one) => one.name === name);
		if (state !== undefined) return state;
		const names = states.map((one) => one.name).join(', ');
		throw new Error(`--only: expected names of ${names}, got "${name}"`);
	});
}

function readOptions() {
	const { values } = parseArgs({
		options: {
			only: { type: 'string' },
			sizes: { type: 'string', default: SIZES },
			themes: { type: 'string', default: 'light,dark' },
			out: { type: 'string', default: 'test-results/screens' },
			sheets: { type: 'string' },
			port: { type: 'string', default: '4375' },
			list: { type: 'boolean', default: false },
			help: { type: 'boolean', short: 'h', default: false }
		}
	});
	return {
		...values,
		sizes: values.sizes.split(',').map((text) => sizeOf('sizes', text)),
		themes: values.themes.split(',').map(themeOf),
		sheets: values.sheets === undefined ? undefined : sizeOf('sheets', values.sheets),
		port: Number(values.port)
	};
}

/**
 * @param {Page} page in its state, at 1280 x 800
 * @param {ScreenState} state
 * @param {{ sizes: readonly Size[], themes: readonly ('light' | 'dark')[] }} options
 * @returns {Promise<readonly (Shot & { group: string })[]>}
 */
async function shotsOf(page, { name, resized }, { sizes, themes }) {
	const shots = [];
	for (const { width, height } of sizes) {
		await page.setViewportSize({ width, height });
		await resized?.(page);
		for (const theme of themes) {
			await page.emulateMedia({ colorScheme: theme });
			await page.waitForTimeout(SETTLE_MS);
			const png = await page.screenshot({ animations: 'disabled' });
			const group = `${width}x${height}-${theme}`;
			shots.push({ name: `${name}-${group}`, group, width, height, png });
		}
	}
	return shots;
}

/**
 * @param {Page} page
 * @param {readonly (Shot & { group: string })[]} shots
 * @param {Size} most of a sheet
 * @param {string} folder
 */
async function takeSheets(page, shots, most, folder) {
	for (const group of new Set(shots.map((shot) => shot.group))) {
		const sheets = sheetsOf(
			shots.filter((shot) => shot.group === group),
			most
		);
		for (const [i, sheet] of sheets.entries()) {
			await page.setContent(contactSheet(sheet, most.width));
			const path = join(folder, `sheet-${group}-${i + 1}.png`);
			await page.locator('main').screenshot({ path });
			process.stdout.write(`${path}\n`);
		}
	}
}

/**
 * The other states are still taken, and the command fails in the end.
 * @param {string} state
 * @param {string} what
 */
function complain(state, what) {
	process.stderr.write(`${state}: ${what}\n`);
	process.exitCode = 1;
}

async function takeScreens() {
	const options = readOptions();
	if (options.help) {
		process.stdout.write(HELP);
		return;
	}
	const { module } = await runnerImport(join(ROOT, 'e2e/support/screens/screen-states.ts'));
	const states = chosen(module.SCREEN_STATES, options.only);
	if (options.list) {
		process.stdout.write(`${states.map(({ name }) => name).join('\n')}\n`);
		return;
	}
	const server = await preview({
		root: ROOT,
		logLevel: 'warn',
		preview: { host: '127.0.0.1', port: options.port, strictPort: true }
	});
	const baseURL = server.resolvedUrls?.local[0];
	const executablePath = findBrowser();
	const browser = await chromium.launch({
		args: [
			...(isRoot ? ['--no-sandbox'] : []),
			'--enable-unsafe-webgpu',
			'--use-webgpu-adapter=swiftshader'
		],
		...(executablePath === undefined ? {} : { executablePath })
	});
	mkdirSync(options.out, { recursive: true });
	const all = [];
	for (const state of states) {
		const page = await browser.newPage({ baseURL, viewport: { width: 1280, height: 800 } });
		page.on('pageerror', ({ message }) => complain(state.name, message));
		try {
			await state.enter(page);
			const shots = await shotsOf(page, state, options);
			for (const { name, png } of shots) writeFileSync(join(options.out, `${name}.png`), png);
			all.push(...shots);
			process.stdout.write(`${state.name}: ${shots.length} pictures in ${options.out}\n`);
		} catch (error) {
			complain(state.name, error instanceof Error ? error.message : String(error));
		}
		await page.close();
	}
	if (options.sheets !== undefined) {
		await takeSheets(await browser.newPage(), all, options.sheets, options.out);
	}
	await browser.close();
	await server.close();
}

await takeScreens();

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { findBrowser } from '../../src/launch/find-browser.mjs';
import { serveBuild } from '../../tests/support/runs/serve-build.mjs';

const HELP = `npm run pictures                     a picture of every view at the end of the recorded run, for README.md
  --out docs/views                   into this folder
  --widths 1280,390                  of the page, in px (default: 1280)
  --schemes light,dark               of the page (default: light)
`;
const PORT = 4374;
/** Enough for one view after the other on a CPU at p = 113. */
const VIEW_TIMEOUT_MS = 180_000;
const isRoot = process.platform === 'linux' && process.getuid?.() === 0;

/** @typedef {import('playwright').Page} Page */

/**
 * With reduced motion the replay shows its end at once.
 * @param {Page} page
 */
async function openReplay(page) {
	await page.getByRole('button', { name: 'Play the recorded run' }).click();
	await page.getByRole('button', { name: 'Play again' }).waitFor();
}

/**
 * What the network answers in one cell.
 * @param {import('playwright').Locator} view
 */
async function restOnCell(view) {
	await view
		.locator('canvas')
		.first()
		.hover({ position: { x: 100, y: 100 } });
	await view.getByRole('group', { name: /^Largest for/ }).waitFor({ timeout: VIEW_TIMEOUT_MS });
}

/**
 * @param {Page} page
 * @param {string} folder
 * @param {(id: string) => string} nameOf
 */
async function takeAll(page, folder, nameOf) {
	await page.getByRole('tab', { name: 'Inside' }).click();
	const choice = page.getByRole('navigation', { name: 'Views' });
	const options = choice.locator('option');
	await options.first().waitFor({ state: 'attached', timeout: VIEW_TIMEOUT_MS });
	const ids = await options.evaluateAll((all) =>
		all.flatMap((option) => (option instanceof HTMLOptionElement ? [option.value] : []))
	);
	for (const [i, id] of ids.entries()) {
		const isNarrow = await choice.getByRole('combobox').isVisible();
		if (isNarrow) await choice.getByRole('combobox').selectOption(id);
		// By place: a symbol of the label is typeset, so the button has another text.
		else await choice.getByRole('button').nth(i).click();
		const view = page.locator(`[data-view="${id}"]`);
		await view.locator('.controls').waitFor({ state: 'attached' });
		await page.waitForFunction(
			(name) => document.querySelector(`[data-view="${name}"] figure, [data-view="${name}"] table`),
			id,
			{ timeout: VIEW_TIMEOUT_MS }
		);
		if (id === 'truth-table') await restOnCell(view);
		// Charts are drawn in the next frames.
		await page.waitForTimeout(500);
		const path = join(folder, nameOf(id));
		await view.screenshot({ path, animations: 'disabled' });
		process.stdout.write(`${path}\n`);
	}
}

/**
 * @param {string} text
 * @throws {Error} naming what it is not
 */
function widthOf(text) {
	const width = Number(text);
	if (Number.isInteger(width) && width > 0) return width;
	throw new Error(`--widths: expected whole numbers of px, got "${text}"`);
}

/**
 * @param {string} text
 * @throws {Error} naming what it is not
 */
function schemeOf(text) {
	if (text === 'light' || text === 'dark') return text;
	throw new Error(`--schemes: expected light or dark, got "${text}"`);
}

async function takePictures() {
	const { values } = parseArgs({
		options: {
			out: { type: 'string', default: 'docs/views' },
			widths: { type: 'string', default: '1280' },
			schemes: { type: 'string', default: 'light' },
			help: { type: 'boolean', short: 'h', default: false }
		}
	});
	if (values.help) {
		process.stdout.write(HELP);
		return;
	}
	const widths = values.widths.split(',').map(widthOf);
	const schemes = values.schemes.split(',').map(schemeOf);
	const { server, address } = await serveBuild('.cache/pictures', PORT);
	const executablePath = findBrowser();
	const browser = await chromium.launch({
		args: [
			...(isRoot ? ['--no-sandbox'] : []),
			'--enable-unsafe-webgpu',
			'--use-webgpu-adapter=swiftshader'
		],
		...(executablePath === undefined ? {} : { executablePath })
	});
	mkdirSync(values.out, { recursive: true });
	for (const width of widths) {
		for (const colorScheme of schemes) {
			const page = await browser.newPage({
				viewport: { width, height: 3200 },
				colorScheme,
				reducedMotion: 'reduce'
			});
			await page.goto(address);
			await openReplay(page);
			const isOne = widths.length === 1 && schemes.length === 1;
			await takeAll(page, values.out, (id) =>
				isOne ? `${id}.png` : `${id}-${String(width)}-${colorScheme}.png`
			);
			await page.close();
		}
	}
	await browser.close();
	await server.close();
}

await takePictures();

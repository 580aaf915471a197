import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import type { ElementHandle, Page } from 'puppeteer-core';
import { parseMetrics, type Metrics } from '../../support/metrics-csv.ts';
import { readSettings, SETTINGS } from '../../support/settings.ts';
import { SERVER } from './open-firefox.ts';

// Counterparts of `e2e/support/lab-page.ts`, for Puppeteer's pages.

const OPEN_TIMEOUT_MS = 60_000;
/** Enough for hundreds of steps on a software adapter, on a busy machine. */
const RUN_TIMEOUT_MS = 120_000;
const WAIT_MS = 20_000;

/**
 * Opens the page with a fragment and waits until the run can be trained.
 * @throws Error with the text of the page if it cannot
 */
export async function openLab(page: Page, fragment: string): Promise<void> {
	await page.goto(`${SERVER.url}/#${fragment}`);
	const opened = await page.waitForSelector(
		'main[data-state="ready"], [role="alert"][data-error]',
		{ timeout: OPEN_TIMEOUT_MS }
	);
	const alert = await opened?.evaluate((element) =>
		element.matches('main') ? undefined : element.textContent
	);
	if (alert !== undefined) throw new Error(`expected a run that can be trained, got: ${alert}`);
}

/** Opens the page and changes to WebGPU, which is not the default on a software adapter. */
export async function openOnWebGpu(page: Page, fragment: string): Promise<void> {
	await openLab(page, fragment);
	// Unlike Playwright, Puppeteer selects in a disabled control too, and the page ignores it.
	await page.locator('header .fact').click();
	await page.waitForSelector('header label select:not(:disabled)');
	await page.select('header label select', 'webgpu');
	await waitForRun(page, ':is([data-backend="software"], [data-backend="gpu"])');
	await waitForRun(page, '[data-state="ready"]');
}

/** The state of the run: an attribute of `main`, such as "step" for `data-step`. */
export function runAttribute(page: Page, name: string): Promise<string | null> {
	return page.$eval('main', (main, key) => main.getAttribute(`data-${key}`), name);
}

/** Waits until `main` matches, such as `[data-state="paused"]`. */
export async function waitForRun(page: Page, state: string, timeout = RUN_TIMEOUT_MS) {
	await page.waitForSelector(`main${state}`, { timeout });
}

/** Presses the button with this accessible name. */
export async function press(page: Page, name: string): Promise<void> {
	await page.locator(`::-p-aria([name="${name}"][role="button"])`).click();
}

/** Saves the metrics of the run and reads the file. */
export async function exportMetrics(page: Page, downloads: string): Promise<Metrics> {
	await press(page, 'Save');
	await press(page, 'Save curves (CSV)');
	const files = () => readdirSync(downloads);
	// An incomplete file has a `.part` file beside it.
	await expect
		.poll(() => files().map((name) => name.slice(name.lastIndexOf('.'))), { timeout: WAIT_MS })
		.toEqual(['.csv']);
	const [name = ''] = files();
	const path = join(downloads, name);
	const metrics = parseMetrics(readFileSync(path, 'utf8'));
	rmSync(path);
	return metrics;
}

/** Shows a view large. */
export async function viewOf(
	page: Page,
	{ id, title }: { readonly id: string; readonly title: string }
): Promise<ElementHandle> {
	await page.locator('#tab-inside').click();
	await page.waitForSelector('nav[aria-label="Views"] button');
	await press(page, title);
	const panel = await page.waitForSelector(`article[data-view="${id}"]`, { timeout: WAIT_MS });
	if (panel === null) throw new Error(`view "${id}": expected a panel, got none`);
	return panel;
}

/** Texts of the elements that a selector finds, with normalized white space. */
export function textsOf(panel: ElementHandle, selector: string): Promise<readonly string[]> {
	return panel.$$eval(selector, (found) =>
		found.map((element) => element.textContent.replace(/\s+/g, ' ').trim())
	);
}

/** All settings in the rail, by id. */
export const settingsOf = (page: Page) => page.$$eval(SETTINGS, readSettings);

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Page } from 'puppeteer-core';
import { FIREFOX, findBrowser } from '../../../src/launch/find-browser.mjs';
import { describeMissing } from '../../../src/launch/install-browser.mjs';
import {
	loaderEnvironment,
	softwareDriverEnvironment
} from '../../../src/launch/software-adapter.mjs';
import { servedBuild } from '../../support/machine.ts';

/** Not 4273, which the other end-to-end tests use. */
export const SERVER = servedBuild(4274);

/**
 * Preferences that enable WebGPU on Linux, in workers, and on drivers that Mozilla does not list.
 */
const WEBGPU_PREFS = {
	'dom.webgpu.enabled': true,
	'dom.webgpu.workers.enabled': true,
	'gfx.webgpu.ignore-blocklist': true
};

/**
 * Environment of Firefox. On Linux it uses Chromium's SwiftShader, so that both compute on the same
 * driver.
 */
function environment(): Record<string, string | undefined> {
	const own = { ...process.env, CHROME_PATH: findBrowser() };
	return { ...own, ...loaderEnvironment(own), ...softwareDriverEnvironment(own) };
}

/** A Firefox with a new profile. */
export interface OpenFirefox {
	/** For example "firefox/153.8.0". */
	readonly version: string;
	/** Folder of its downloads. */
	readonly downloads: string;
	/**
	 * A new tab, 1280 px wide, and a list of all errors, rejections and console errors of the page
	 * and its workers from now on.
	 */
	newPage(): Promise<{ readonly page: Page; readonly complaints: readonly string[] }>;
	close(): Promise<void>;
}

/** @throws Error that says what to install, if there is no Firefox */
export async function openFirefox(): Promise<OpenFirefox> {
	const executablePath = findBrowser(FIREFOX);
	if (executablePath === undefined) throw new Error(describeMissing(FIREFOX));
	const downloads = mkdtempSync(join(tmpdir(), 'grokking-lab-firefox-'));
	const browser = await puppeteer.launch({
		browser: 'firefox',
		executablePath,
		headless: true,
		env: environment(),
		extraPrefsFirefox: {
			...WEBGPU_PREFS,
			'browser.download.folderList': 2,
			'browser.download.dir': downloads
		}
	});
	return {
		version: await browser.version(),
		downloads,
		async newPage() {
			const page = await browser.newPage();
			await page.setViewport({ width: 1280, height: 800 });
			const complaints: string[] = [];
			page.on('pageerror', (error) => complaints.push(String(error)));
			page.on('console', (message) => {
				if (message.type() === 'error') complaints.push(message.text());
			});
			return { page, complaints };
		},
		async close() {
			await browser.close();
			rmSync(downloads, { recursive: true, force: true });
		}
	};
}

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

/** Beside the end-to-end tests' own 4273. */
export const SERVER = servedBuild(4274);

/**
 * WebGPU where released builds have it switched off (Linux), in workers, and on drivers that
 * Mozilla does not know.
 */
const WEBGPU_PREFS = {
	'dom.webgpu.enabled': true,
	'dom.webgpu.workers.enabled': true,
	'gfx.webgpu.ignore-blocklist': true
};

/**
 * Firefox's environment: on Linux its driver is Chromium's SwiftShader, so that both compute on the
 * same one.
 */
function environment(): Record<string, string | undefined> {
	const own = { ...process.env, CHROME_PATH: findBrowser() };
	return { ...own, ...loaderEnvironment(own), ...softwareDriverEnvironment(own) };
}

/** A Firefox with a profile of its own. */
export interface OpenFirefox {
	/** Such as "firefox/153.8.0". */
	readonly version: string;
	/** Where its downloads go. */
	readonly downloads: string;
	/**
	 * A new tab, 1280 px wide, and what the page and its workers throw, reject or complain of from
	 * now on.
	 */
	newPage(): Promise<{ readonly page: Page; readonly complaints: readonly string[] }>;
	close(): Promise<void>;
}

/** @throws Error that says what to install, where there is no Firefox */
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

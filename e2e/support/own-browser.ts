import { test as base, type Browser, type Page } from 'playwright/test';

/** Changes the command-line arguments of the browser. */
type EditArgs = (args: readonly string[]) => readonly string[];

interface OwnBrowser {
	/**
	 * Opens a page in a separate browser, closed after the test, so that it affects no other test.
	 */
	readonly openAlone: (
		editArgs?: EditArgs
	) => Promise<{ readonly page: Page; readonly browser: Browser }>;
}

/** Playwright's test with a separate browser for one test. */
export const test = base.extend<OwnBrowser>({
	openAlone: async ({ playwright, launchOptions, baseURL }, use) => {
		const browsers: Browser[] = [];
		await use(async (editArgs = (args) => args) => {
			const args = [...editArgs(launchOptions.args ?? [])];
			const browser = await playwright.chromium.launch({ ...launchOptions, args });
			browsers.push(browser);
			const page = await browser.newPage(baseURL === undefined ? {} : { baseURL });
			return { page, browser };
		});
		for (const browser of browsers) await browser.close();
	}
});

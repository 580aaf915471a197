import { defineConfig } from 'playwright/test';
import { CHROMIUM_LAUNCH } from '../support/machine.ts';
import { SERVER } from './support/open-firefox.ts';

// Enough for a run that groks on a software adapter, on a busy machine.
const TEST_TIMEOUT_MS = 150_000;
// As in the other end-to-end tests: starting may compile kernels.
const EXPECT_TIMEOUT_MS = 20_000;

/**
 * Real Firefox on the built page: run `npm run build` first. Playwright runs the tests and provides
 * Chromium for comparison. Puppeteer drives Firefox over WebDriver BiDi: Playwright's own Firefox
 * is patched, and its BiDi needs commands that Firefox ESR does not have
 * (`emulation.setMediaFeaturesOverride`, tried with 1.65 and ESR 153).
 */
export default defineConfig({
	testDir: '.',
	testMatch: '**/*.spec.ts',
	outputDir: '../../test-results/firefox',
	timeout: TEST_TIMEOUT_MS,
	expect: { timeout: EXPECT_TIMEOUT_MS },
	// There is one adapter, so runs take turns.
	workers: 1,
	fullyParallel: false,
	retries: 0,
	forbidOnly: process.env['CI'] !== undefined,
	// `npm test` reads the results here, by PLAYWRIGHT_JSON_OUTPUT_FILE.
	reporter: [['list'], ['json', { outputFile: '../../test-results/firefox.json' }]],
	use: {
		baseURL: SERVER.url,
		browserName: 'chromium',
		headless: true,
		viewport: { width: 1280, height: 800 },
		launchOptions: CHROMIUM_LAUNCH
	},
	webServer: SERVER
});

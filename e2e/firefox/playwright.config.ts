import { defineConfig } from 'playwright/test';
import { CHROMIUM_LAUNCH } from '../support/machine.ts';
import { SERVER } from './support/open-firefox.ts';

// A run that groks on a software adapter, on a machine that may have other work.
const TEST_TIMEOUT_MS = 150_000;
// As for the other end-to-end tests: starting may compile kernels.
const EXPECT_TIMEOUT_MS = 20_000;

/**
 * Real Firefox on the built page: `npm run build` first. Playwright runs the tests and brings the
 * Chromium beside; Firefox is driven by Puppeteer over WebDriver BiDi, since Playwright's own
 * Firefox is a patched one, and its BiDi needs commands that Firefox ESR does not have
 * (`emulation.setMediaFeaturesOverride`, tried with 1.65 and ESR 153).
 */
export default defineConfig({
	testDir: '.',
	testMatch: '**/*.spec.ts',
	outputDir: '../../test-results/firefox',
	timeout: TEST_TIMEOUT_MS,
	expect: { timeout: EXPECT_TIMEOUT_MS },
	// One adapter, which runs share in turn.
	workers: 1,
	fullyParallel: false,
	retries: 0,
	forbidOnly: process.env['CI'] !== undefined,
	// Where `npm test` reads the results, by PLAYWRIGHT_JSON_OUTPUT_FILE.
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

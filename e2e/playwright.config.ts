import { defineConfig } from 'playwright/test';
import { CHROMIUM_LAUNCH, servedBuild } from './support/machine.ts';

// Not 4173, the port of vite preview: the tests must not use a page that is open in another
// browser.
const PORT = 4273;
// Enough for a run that groks on a software adapter.
const TEST_TIMEOUT_MS = 240_000;
// A recovery compiles kernels, and the machine may be busy.
const EXPECT_TIMEOUT_MS = 20_000;

const server = servedBuild(PORT);

/** Runs on the built page: run `npm run build` first. */
export default defineConfig({
	testDir: '.',
	testMatch: '**/*.spec.ts',
	// Firefox has its own configuration.
	testIgnore: 'firefox/**',
	outputDir: '../test-results',
	timeout: TEST_TIMEOUT_MS,
	expect: { timeout: EXPECT_TIMEOUT_MS },
	// There is one adapter, so runs take turns.
	workers: 1,
	fullyParallel: false,
	retries: 0,
	forbidOnly: process.env['CI'] !== undefined,
	// `npm test` reads the results here, by PLAYWRIGHT_JSON_OUTPUT_FILE.
	reporter: [['list'], ['json', { outputFile: '../test-results/e2e.json' }]],
	use: {
		baseURL: server.url,
		browserName: 'chromium',
		headless: true,
		viewport: { width: 1280, height: 800 },
		screenshot: 'only-on-failure',
		launchOptions: CHROMIUM_LAUNCH
	},
	webServer: server
});

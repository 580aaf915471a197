import { defineConfig } from 'playwright/test';
import { CHROMIUM_LAUNCH, servedBuild } from './support/machine.ts';

// Not vite preview's own 4173, so that a page that somebody has open is not tested by mistake.
const PORT = 4273;
// A run that groks on a software adapter.
const TEST_TIMEOUT_MS = 240_000;
// A recovery compiles kernels, on a machine that may have other work.
const EXPECT_TIMEOUT_MS = 20_000;

const server = servedBuild(PORT);

/** Runs on the built page: `npm run build` first. */
export default defineConfig({
	testDir: '.',
	testMatch: '**/*.spec.ts',
	// Has a configuration of its own.
	testIgnore: 'firefox/**',
	outputDir: '../test-results',
	timeout: TEST_TIMEOUT_MS,
	expect: { timeout: EXPECT_TIMEOUT_MS },
	// One adapter, which runs share in turn.
	workers: 1,
	fullyParallel: false,
	retries: 0,
	forbidOnly: process.env['CI'] !== undefined,
	// Where `npm test` reads the results, by PLAYWRIGHT_JSON_OUTPUT_FILE.
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

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'playwright/test';
import { findBrowser } from '../src/cli/find-browser.mjs';

// Not vite preview's own 4173, so that a page that somebody has open is not tested by mistake.
const PORT = 4273;
const ADDRESS = `http://127.0.0.1:${PORT}`;
// A run that groks on a software adapter.
const TEST_TIMEOUT_MS = 240_000;
// A recovery compiles kernels, on a machine that may have other work.
const EXPECT_TIMEOUT_MS = 20_000;

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
const executablePath = findBrowser();

/** Runs on the built page: `npm run build` first. */
export default defineConfig({
	testDir: '.',
	testMatch: '**/*.spec.ts',
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
		baseURL: ADDRESS,
		browserName: 'chromium',
		headless: true,
		viewport: { width: 1280, height: 800 },
		screenshot: 'only-on-failure',
		launchOptions: {
			...(executablePath === undefined ? {} : { executablePath }),
			args: [
				...(isRoot ? ['--no-sandbox'] : []),
				'--enable-unsafe-webgpu',
				'--use-webgpu-adapter=swiftshader',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync',
				'--no-first-run'
			]
		}
	},
	webServer: {
		command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${PORT} --strictPort`,
		cwd: fileURLToPath(new URL('../', import.meta.url)),
		url: ADDRESS,
		reuseExistingServer: false
	}
});

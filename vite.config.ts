import { svelte } from '@sveltejs/vite-plugin-svelte';
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { OPENING_PRESET } from './src/app/state/config/default-presets.ts';
import { buildHash } from './src/launch/build-hash.mjs';
import { compactShaders } from './src/launch/compact-shaders.mjs';
import { leanOps } from './src/launch/lean-ops.mjs';
import { presetPages, siteUrl } from './src/launch/preset-pages.mjs';
import { wasmKernels } from './src/launch/wasm-kernels.mjs';
import { workerEntry } from './src/launch/worker-entry.mjs';
import { loaderEnvironment, softwareDriverEnvironment } from './src/launch/software-adapter.mjs';
import { presets } from './src/presets/index.ts';

// A plan on a software adapter may take minutes.
const GPU_TEST_TIMEOUT_MS = 120_000;
// Property tests take a second alone, and many on a machine that others use too.
const UNIT_TEST_TIMEOUT_MS = 30_000;
// Walking every import and running toy plans takes seconds on two cores.
const ARCHITECTURE_TEST_TIMEOUT_MS = 60_000;

/** As the page names itself in what it exports. */
function pageVersion(): string {
	const text = readFileSync(new URL('package.json', import.meta.url), 'utf8');
	const version = /"version": "([^"]+)"/.exec(text)?.[1] ?? 'of unknown version';
	return `grokking-lab ${version} build ${buildHash()}`;
}
/**
 * What the built page may load and talk to, on any host: its own files. Workers start from a blob,
 * or from data in a sandboxed frame (client/start-worker.ts), and inherit it; one that came from
 * the server would not.
 */
const POLICY = [
	"default-src 'none'",
	// The kernels of the CPU are compiled in the worker; this allows no scripts from text.
	"script-src 'self' 'wasm-unsafe-eval'",
	"worker-src 'self' blob: data:",
	"style-src 'self'",
	"img-src 'self' data:",
	"connect-src 'self'",
	"base-uri 'none'",
	"form-action 'none'"
].join('; ');

/**
 * Only in the built page: the development server needs inline scripts, inline styles and a socket.
 */
const contentSecurityPolicy: Plugin = {
	name: 'content-security-policy',
	apply: 'build',
	transformIndexHtml: () => [
		{
			tag: 'meta',
			attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
			injectTo: 'head-prepend'
		}
	]
};

/**
 * They isolate the page from others, so that it may share memory among threads. In a sandboxed frame
 * the page's own files count as those of another site, hence the last one.
 */
const ISOLATION = {
	'Cross-Origin-Opener-Policy': 'same-origin',
	'Cross-Origin-Embedder-Policy': 'require-corp',
	'Cross-Origin-Resource-Policy': 'cross-origin'
};

export default defineConfig({
	define: { GROKKING_LAB_VERSION: JSON.stringify(pageVersion()) },
	// Relative addresses, so that dist/ works on any static host and in any folder.
	base: './',
	plugins: [
		svelte({ configFile: false }),
		wasmKernels(),
		compactShaders(),
		leanOps(),
		workerEntry(),
		contentSecurityPolicy,
		presetPages({
			presets: presets.all,
			opening: OPENING_PRESET,
			url: siteUrl(process.env['SITE_URL']),
			policy: POLICY
		})
	],
	// Of the development server; in the built page the worker is an entry (worker-entry.mjs).
	worker: { format: 'es' },
	// Every browser with WebGPU knows ES2023.
	build: {
		target: 'es2023',
		rolldownOptions: {
			output: {
				// GitHub Pages serves no files whose names begin with an underscore.
				chunkFileNames: ({ name }) => `assets/${name.replace(/^_virtual_/, '')}-[hash].js`
			}
		}
	},
	server: { headers: ISOLATION },
	preview: { headers: ISOLATION },
	test: {
		projects: [
			{
				extends: true,
				test: {
					name: 'unit',
					include: ['tests/unit/**/*.test.ts'],
					testTimeout: UNIT_TEST_TIMEOUT_MS,
					hookTimeout: UNIT_TEST_TIMEOUT_MS
				}
			},
			{
				extends: true,
				test: {
					name: 'architecture',
					include: ['tests/architecture/**/*.test.ts'],
					testTimeout: ARCHITECTURE_TEST_TIMEOUT_MS,
					hookTimeout: ARCHITECTURE_TEST_TIMEOUT_MS
				}
			},
			{
				extends: true,
				test: {
					name: 'gpu',
					include: ['tests/gpu/**/*.test.ts'],
					// One process for all files: Dawn reads the real environment, and the files
					// share one adapter in turn.
					pool: 'forks',
					maxWorkers: 1,
					isolate: false,
					fileParallelism: false,
					testTimeout: GPU_TEST_TIMEOUT_MS,
					hookTimeout: GPU_TEST_TIMEOUT_MS,
					env: { ...loaderEnvironment(process.env), ...softwareDriverEnvironment(process.env) }
				}
			}
		]
	}
});

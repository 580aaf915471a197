import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { ROOT } from '../../src/launch/run-command.mjs';
import {
	loaderEnvironment,
	softwareDriverEnvironment
} from '../../src/launch/software-adapter.mjs';
import { wasmKernels } from '../../src/launch/wasm-kernels.mjs';

/** Two levels below the root, as is the host that looks for shaders from where it is. */
const FOLDER = join(ROOT, '.cache/bench');

/** @returns {Promise<string>} main.ts with its imports in one file: Node 20 runs no TypeScript */
async function bundle() {
	const result = await build({
		configFile: false,
		root: ROOT,
		logLevel: 'warn',
		plugins: [wasmKernels()],
		build: {
			ssr: 'tests/bench/main.ts',
			write: false,
			target: 'node20',
			minify: false,
			sourcemap: 'inline',
			// Kernels are imported when a session opens, and belong into the one file all the same.
			rolldownOptions: { output: { codeSplitting: false } }
		},
		ssr: { external: ['webgpu', 'playwright', 'vite'] }
	});
	const outputs = [result].flat().flatMap((one) => ('output' in one ? one.output : []));
	const chunks = outputs.flatMap((output) => (output.type === 'chunk' ? [output.code] : []));
	const [code] = chunks;
	if (code === undefined || chunks.length > 1) {
		throw new Error(`vite: expected one file from tests/bench/main.ts, got ${chunks.length}`);
	}
	mkdirSync(FOLDER, { recursive: true });
	const file = join(FOLDER, `bench-${process.pid}.mjs`);
	writeFileSync(file, code);
	return file;
}

/**
 * @param {string} file
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @param {'inherit' | 'ignore'} stdio
 * @returns {Promise<number>} the exit code
 */
function runNode(file, args, environment, stdio) {
	return new Promise((resolve) => {
		const child = spawn(process.execPath, ['--enable-source-maps', file, ROOT, ...args], {
			cwd: ROOT,
			env: environment,
			stdio
		});
		child.on('error', () => {
			resolve(1);
		});
		child.on('close', (code) => {
			resolve(code ?? 1);
		});
	});
}

const file = await bundle();
try {
	const environment = { ...process.env, ...loaderEnvironment(process.env) };
	const software = softwareDriverEnvironment(environment);
	// Naming a driver hides all others. A separate process first tests whether Dawn accepts one.
	const hasAdapter = (await runNode(file, ['--probe-adapter'], environment, 'ignore')) === 0;
	process.exitCode = await runNode(
		file,
		process.argv.slice(2),
		hasAdapter ? environment : { ...environment, ...software },
		'inherit'
	);
} finally {
	rmSync(file, { force: true });
}

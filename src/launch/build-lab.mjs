import {
	existsSync,
	mkdirSync,
	readdirSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { buildHash } from './build-hash.mjs';
import { ROOT } from './run-command.mjs';
import { wasmKernels } from './wasm-kernels.mjs';

/** Two levels below the root, like source files that find others by a relative path. */
const BUNDLE_FOLDER = join(ROOT, '.cache/lab');

/** @returns {Promise<string>} the text of src/cli/lab.ts with everything of ours that it imports */
async function bundle() {
	// Imported late, because Vite exists only after npm packages are installed.
	const { build } = await import('vite');
	const result = await build({
		configFile: false,
		root: ROOT,
		logLevel: 'warn',
		plugins: [wasmKernels()],
		build: {
			ssr: 'src/cli/lab.ts',
			write: false,
			target: 'node20',
			minify: false,
			sourcemap: 'inline',
			// One output file; node.ts in it still runs only when it is imported.
			rolldownOptions: { output: { codeSplitting: false } }
		},
		ssr: { external: ['webgpu'] }
	});
	const outputs = [result].flat().flatMap((one) => ('output' in one ? one.output : []));
	const chunks = outputs.flatMap((output) => (output.type === 'chunk' ? [output.code] : []));
	const [code] = chunks;
	if (code === undefined || chunks.length > 1) {
		throw new Error(`vite: expected one file from src/cli/lab.ts, got ${chunks.length}`);
	}
	return code;
}

/**
 * Node 20 runs no TypeScript: bundles the headless lab, unless this very source was bundled before.
 * Safe to call from several processes at a time.
 * @returns {Promise<string>} the file to run
 */
export async function buildLab() {
	const name = `lab-${buildHash()}.mjs`;
	const file = join(BUNDLE_FOLDER, name);
	if (existsSync(file)) return file;
	const code = await bundle();
	mkdirSync(BUNDLE_FOLDER, { recursive: true });
	const part = `${file}.${process.pid}.part`;
	writeFileSync(part, code);
	renameSync(part, file);
	const HOUR_MS = 3_600_000;
	for (const old of readdirSync(BUNDLE_FOLDER)) {
		// A recent bundle may be one that another process is about to start.
		const isOld = statSync(join(BUNDLE_FOLDER, old)).mtimeMs < Date.now() - HOUR_MS;
		if (old !== name && isOld) rmSync(join(BUNDLE_FOLDER, old), { force: true });
	}
	return file;
}

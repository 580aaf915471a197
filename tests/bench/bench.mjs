import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { ROOT } from '../../src/cli/run-command.mjs';
import { loaderEnvironment, softwareDriverEnvironment } from '../../src/cli/software-adapter.mjs';

/** Two levels below the root, where the host looks for shaders. */
const FOLDER = join(ROOT, '.cache/bench');

/** @returns {Promise<string>} main.ts and all of ours that it imports, as one file: Node 20 runs no TypeScript */
async function bundle() {
	const result = await build({
		configFile: false,
		root: ROOT,
		logLevel: 'warn',
		build: {
			ssr: 'tests/bench/main.ts',
			write: false,
			target: 'node20',
			minify: false,
			sourcemap: 'inline'
		},
		ssr: { external: true }
	});
	const outputs = [result].flat().flatMap((one) => ('output' in one ? one.output : []));
	const [chunk] = outputs.filter((output) => output.type === 'chunk');
	if (chunk === undefined) throw new Error('vite: expected one file from tests/bench/main.ts');
	mkdirSync(FOLDER, { recursive: true });
	const file = join(FOLDER, `bench-${process.pid}.mjs`);
	writeFileSync(file, chunk.code);
	return file;
}

const file = await bundle();
const environment = { ...process.env, ...loaderEnvironment(process.env) };
// A driver can only be chosen before a process starts: what Dawn finds is asked in one of its own.
const child = spawn(process.execPath, ['--enable-source-maps', file, ROOT, ...process.argv.slice(2)], {
	cwd: ROOT,
	stdio: 'inherit',
	env: {
		...environment,
		BENCH_SOFTWARE_DRIVER: softwareDriverEnvironment(environment)['VK_ICD_FILENAMES'] ?? ''
	}
});
child.on('close', (code) => {
	process.exitCode = code ?? 1;
});

import { createHash } from 'node:crypto';
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run-command.mjs';

/** What the bundle is made of. Shaders are not in it: the host reads them from the working tree. */
const SOURCE_FOLDERS = ['cli', 'config', 'engine', 'gallery', 'host', 'presets'].map(
	(room) => `src/${room}`
);
/** Two levels below the root, as are the files that look for others from where they are. */
const BUNDLE_FOLDER = join(ROOT, '.cache/lab');

/** @returns {string} a hash of every source and of the packages' versions */
function sourceHash() {
	const files = SOURCE_FOLDERS.flatMap((folder) =>
		readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile() && /\.m?ts$/.test(entry.name))
			.map((entry) => join(entry.parentPath, entry.name))
	);
	const hash = createHash('sha256');
	for (const file of [...files.sort(), join(ROOT, 'package-lock.json')]) {
		hash.update(`${file}\0`).update(readFileSync(file));
	}
	return hash.digest('hex').slice(0, 16);
}

/** @returns {Promise<string>} the text of src/cli/lab.ts with everything of ours that it imports */
async function bundle() {
	// Vite is a package: it is there only after the installation.
	const { build } = await import('vite');
	const result = await build({
		configFile: false,
		root: ROOT,
		logLevel: 'warn',
		build: {
			ssr: 'src/cli/lab.ts',
			write: false,
			target: 'node20',
			minify: false,
			sourcemap: 'inline'
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
 * Node 20 runs no TypeScript: bundles the headless lab, unless this very source was bundled before. Safe to call from
 * several processes at a time.
 * @returns {Promise<string>} the file to run
 */
export async function buildLab() {
	const name = `lab-${sourceHash()}.mjs`;
	const file = join(BUNDLE_FOLDER, name);
	if (existsSync(file)) return file;
	const code = await bundle();
	mkdirSync(BUNDLE_FOLDER, { recursive: true });
	const part = `${file}.${process.pid}.part`;
	writeFileSync(part, code);
	renameSync(part, file);
	const HOUR_MS = 3_600_000;
	for (const old of readdirSync(BUNDLE_FOLDER)) {
		// Another process may be about to start the one it has just made.
		const isOld = statSync(join(BUNDLE_FOLDER, old)).mtimeMs < Date.now() - HOUR_MS;
		if (old !== name && isOld) rmSync(join(BUNDLE_FOLDER, old), { force: true });
	}
	return file;
}

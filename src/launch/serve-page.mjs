import { rmSync } from 'node:fs';
import { constants } from 'node:os';
import { parseArgs } from 'node:util';
import { makeBuildFolder } from './build-folder.mjs';
import { choosePort } from './free-port.mjs';
import { installPackages } from './installed-packages.mjs';
import { openPage } from './open-page.mjs';
import { ROOT } from './run-command.mjs';
import { serveFolder } from './serve-folder.mjs';

const FIRST_PORT = 4173;
const HELP = `npm start                     install what is missing, build, serve the page and open it
npm start -- --port 5000      on this port (default: the first free one from ${FIRST_PORT})
npm start -- --no-open        do not open a browser
`;

/**
 * @param {string | undefined} text
 * @returns {number | undefined}
 * @throws {Error} when it is not a port number
 */
export function parsePort(text) {
	if (text === undefined) return undefined;
	const port = Number(text);
	if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port;
	throw new Error(`--port: expected a whole number from 1 to 65535, got "${text}"`);
}

/** @param {readonly string[]} args */
function parseOptions(args) {
	const { values } = parseArgs({
		args: [...args],
		options: {
			port: { type: 'string' },
			'no-open': { type: 'boolean', default: false },
			help: { type: 'boolean', short: 'h', default: false }
		}
	});
	return { port: parsePort(values.port), isOpened: !values['no-open'], isHelp: values.help };
}

/**
 * Builds the page and serves it until the process ends.
 * @param {number | undefined} asked port of the option
 * @returns {Promise<string>} the page's address
 */
async function buildAndServe(asked) {
	// Before the build, so that a taken port is reported at once.
	const port = await choosePort(asked, FIRST_PORT);
	if (asked === undefined && port !== FIRST_PORT) {
		process.stdout.write(`Port ${FIRST_PORT} is taken by another program: taking ${port}.\n`);
	}
	process.stdout.write('Building ...\n');
	const outDir = makeBuildFolder();
	process.once('exit', () => {
		rmSync(outDir, { recursive: true, force: true });
	});
	for (const signal of /** @type {const} */ (['SIGINT', 'SIGHUP'])) {
		process.once(signal, () => process.exit(128 + constants.signals[signal]));
	}
	const { build } = await import('vite');
	await build({ root: ROOT, logLevel: 'warn', build: { outDir, emptyOutDir: true } });
	// The port may have been taken during the build: without --port, the next free one is used.
	const { address } = await serveFolder(outDir, { port, isStrict: asked !== undefined });
	return address;
}

/**
 * `npm start`: installs packages, builds the page and serves it.
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code; the server keeps running
 */
export async function servePage(args) {
	try {
		const { port, isOpened, isHelp } = parseOptions(args);
		if (isHelp) {
			process.stdout.write(HELP);
			return 0;
		}
		if (!(await installPackages())) return 1;
		const address = await buildAndServe(port);
		process.stdout.write(`Grokking Lab is at ${address} (Ctrl+C ends it)\n`);
		if (isOpened) openPage(address);
		return 0;
	} catch (error) {
		process.stderr.write(`npm start: ${error instanceof Error ? error.message : String(error)}\n`);
		return 1;
	}
}

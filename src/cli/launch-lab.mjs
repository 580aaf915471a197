import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { buildLab } from './build-lab.mjs';
import { installPackages } from './installed-packages.mjs';
import { loaderEnvironment, softwareDriverEnvironment } from './software-adapter.mjs';

/** @typedef {Readonly<Record<string, string | undefined>>} Environment */

const HANDED_ON = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs Node with this terminal, hands signals on, and waits for the end whatever comes.
 * @param {readonly string[]} args
 * @param {Environment} environment
 * @param {'inherit' | 'ignore'} stdio
 * @returns {Promise<number>} the exit code; 128 + its number after a signal
 */
function runNode(args, environment, stdio) {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, args, { env: environment, stdio });
		/** @param {NodeJS.Signals} signal */
		const handOn = (signal) => {
			child.kill(signal);
		};
		for (const signal of HANDED_ON) process.on(signal, handOn);
		child.on('error', reject);
		child.on('close', (code, signal) => {
			for (const handed of HANDED_ON) process.off(handed, handOn);
			resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
		});
	});
}

/**
 * The environment in which Dawn finds an adapter. SwiftShader is named only where there is no other: naming a driver
 * hides all the others, and what Dawn accepts only Dawn knows, so it is asked first.
 * @param {string} bundle
 * @param {readonly string[]} args
 * @returns {Promise<Environment>}
 */
async function adapterEnvironment(bundle, args) {
	const environment = { ...process.env, ...loaderEnvironment(process.env) };
	const software = softwareDriverEnvironment(environment);
	const isNeeded = ['run', 'adapters'].includes(args[0] ?? '') && !args.includes('reference');
	if (!isNeeded || Object.keys(software).length === 0) return environment;
	const code = await runNode([bundle, 'adapters'], environment, 'ignore');
	return code === 0 ? environment : { ...environment, ...software };
}

/**
 * `npm run lab`: installs what is missing, bundles, and runs the headless lab in a process of its own, since a driver
 * can only be chosen before a process starts.
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function launchLab(args) {
	if (!(await installPackages())) return 1;
	const bundle = await buildLab();
	const environment = await adapterEnvironment(bundle, args);
	return runNode(['--enable-source-maps', bundle, ...args], environment, 'inherit');
}

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { buildLab } from './build-lab.mjs';
import { installPackages } from './installed-packages.mjs';
import { loaderEnvironment, softwareDriverEnvironment } from './software-adapter.mjs';

/** @typedef {Readonly<Record<string, string | undefined>>} Environment */
/** @typedef {{ readonly code: number, readonly signalCode: number | undefined }} End */

/**
 * With this variable, src/cli/lab.ts only reports by its exit code whether the adapter that the
 * arguments need exists.
 */
const PROBE = 'GROKKING_LAB_PROBE';
const HANDED_ON = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
/** One Ctrl-C may arrive twice: from the terminal and from npm. */
const SAME_PRESS_MS = 1000;

/**
 * Runs Node with this terminal and waits for its end. The first signal is handed on, so that it can
 * write what it has; a later one ends it at once, even in the middle of a long step.
 * @param {readonly string[]} args
 * @param {Environment} environment
 * @param {'inherit' | 'ignore'} stdio
 * @returns {Promise<End>} its exit code, and 128 + the number of the first signal, if any
 */
function runNode(args, environment, stdio) {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, args, { env: environment, stdio });
		/** @type {{ readonly code: number, readonly ms: number } | undefined} */
		let first;
		/** @param {NodeJS.Signals} signal */
		const handOn = (signal) => {
			if (first === undefined) {
				first = { code: 128 + constants.signals[signal], ms: performance.now() };
				child.kill(signal);
			} else if (performance.now() - first.ms > SAME_PRESS_MS) child.kill('SIGKILL');
		};
		for (const signal of HANDED_ON) process.on(signal, handOn);
		child.on('error', reject);
		child.on('close', (code, signal) => {
			for (const handed of HANDED_ON) process.off(handed, handOn);
			const killedCode = signal === null ? 1 : 128 + constants.signals[signal];
			resolve({ code: code ?? first?.code ?? killedCode, signalCode: first?.code });
		});
	});
}

/**
 * Runs the lab as a probe: its exit code says whether the installed drivers suffice for the
 * arguments.
 * @param {string} bundle
 * @param {readonly string[]} args
 * @param {Environment} environment
 */
function probeAdapter(bundle, args, environment) {
	return runNode([bundle, ...args], { ...environment, [PROBE]: '1' }, 'ignore');
}

/**
 * `npm run lab`: installs what is missing, bundles, and runs the headless lab in a process of its
 * own, since a driver can only be chosen before a process starts. SwiftShader is chosen only if no
 * other driver suffices, since naming one driver hides all others. Whether another driver suffices
 * is known only after Dawn has opened it, so a probe process tries that first.
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function launchLab(args) {
	if (!(await installPackages())) return 1;
	const bundle = await buildLab();
	const environment = { ...process.env, ...loaderEnvironment(process.env) };
	const software = softwareDriverEnvironment(environment);
	// Other commands do not compute on a GPU and need no probe.
	const isCommand = ['run', 'record', 'adapters'].some((command) => args.includes(command));
	if (isCommand && Object.keys(software).length > 0) {
		const { code, signalCode } = await probeAdapter(bundle, args, environment);
		if (signalCode !== undefined) return signalCode;
		if (code !== 0) Object.assign(environment, software);
	}
	return (await runNode(['--enable-source-maps', bundle, ...args], environment, 'inherit')).code;
}

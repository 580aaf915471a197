import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's root folder, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Runs a program in the repository's root; it prints to this process's output.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string | undefined>>} [environment] added to this process's
 * @returns {Promise<number>} the exit code; 1 if a signal ended it or it could not be started
 */
export function runCommand(program, args, environment = {}) {
	return new Promise((resolve) => {
		const child = spawn(program, args, {
			cwd: ROOT,
			env: { ...process.env, ...environment },
			stdio: ['ignore', 'inherit', 'inherit'],
			// On Windows npm is a .cmd file, and only a shell can start such a file.
			shell: process.platform === 'win32' && program === 'npm'
		});
		child.on('error', (error) => {
			process.stderr.write(`${program}: ${error.message}\n`);
			resolve(1);
		});
		child.on('close', (code) => {
			resolve(code ?? 1);
		});
	});
}

/**
 * Runs npm: the one that started this process if there is one, else the one in PATH.
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string | undefined>>} [environment]
 * @returns {Promise<number>} the exit code
 */
export function runNpm(args, environment = {}) {
	const script = process.env['npm_execpath'];
	return script !== undefined && /npm-cli\.[cm]?js$/.test(script)
		? runCommand(process.execPath, [script, ...args], environment)
		: runCommand('npm', args, environment);
}

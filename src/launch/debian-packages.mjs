import { existsSync } from 'node:fs';
import { runCommand } from './run-command.mjs';

/** Whether we may install Debian's packages. */
export function isDebianRoot() {
	return existsSync('/etc/debian_version') && process.getuid?.() === 0;
}

/**
 * Installs missing packages. The caller must check whether that succeeded.
 * @param {readonly string[]} packages
 */
export async function installDebianPackages(packages) {
	process.stdout.write(`Installing Debian's ${packages.join(' and ')} ...\n`);
	const environment = { DEBIAN_FRONTEND: 'noninteractive' };
	await runCommand('apt-get', ['update', '-qq'], environment);
	await runCommand(
		'apt-get',
		['install', '-y', '-qq', '--no-install-recommends', ...packages],
		environment
	);
}

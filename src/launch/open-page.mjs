import { spawn } from 'node:child_process';

/**
 * The platform's command that opens an address; undefined without a display.
 * @param {string} platform as in `process.platform`
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @param {string} address
 * @returns {readonly [program: string, ...args: string[]] | undefined}
 */
export function openCommand(platform, environment, address) {
	if (platform === 'darwin') return ['open', address];
	// `start` reads its first quoted argument as a window title: pass an empty one.
	if (platform === 'win32') return ['cmd', '/c', 'start', '""', address];
	const hasDisplay = Boolean(environment['DISPLAY']) || Boolean(environment['WAYLAND_DISPLAY']);
	return hasDisplay ? ['xdg-open', address] : undefined;
}

/**
 * Opens the page in a browser. Failures are ignored: the address is printed as well.
 * @param {string} address
 */
export function openPage(address) {
	const command = openCommand(process.platform, process.env, address);
	if (command === undefined) return;
	const [program, ...args] = command;
	const child = spawn(program, args, {
		detached: true,
		stdio: 'ignore',
		windowsVerbatimArguments: true
	});
	child.on('error', () => undefined);
	child.unref();
}

import { connect, createServer } from 'node:net';

/**
 * The addresses that "localhost" may mean. A port is taken if a program uses it on either of them.
 */
const HOSTS = ['127.0.0.1', '::1'];
const TRIED_PORTS = 100;
const LAST_PORT = 65_535;

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<boolean>} whether a program answers there; on macOS one may, although listening
 * beside it works
 */
function isAnswered(port, host) {
	return new Promise((resolve) => {
		const socket = connect({ port, host });
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => {
			resolve(false);
		});
	});
}

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<string | undefined>} the error's code when listening there is not allowed, such
 * as EADDRINUSE
 */
function listenError(port, host) {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', (error) => {
			resolve('code' in error ? String(error.code) : error.message);
		});
		server.listen({ port, host }, () => {
			server.close(() => {
				resolve(undefined);
			});
		});
	});
}

/** Error codes of a machine without IPv6, which has no ::1, so that the port is free there. */
const NO_SUCH_ADDRESS = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

/**
 * @param {number} port
 * @returns {Promise<string | undefined>} why the port cannot be used, and what to do; undefined
 * when it can
 */
export async function portTrouble(port) {
	const other = 'choose another one with --port';
	for (const host of HOSTS) {
		const code = await listenError(port, host);
		if (code === 'EACCES') return `port ${port} is not allowed for this user: ${other}`;
		if (code === 'EADDRINUSE' || (await isAnswered(port, host))) {
			return `port ${port} is taken by another program: end it, or ${other}`;
		}
		if (code !== undefined && !NO_SUCH_ADDRESS.includes(code)) {
			return `port ${port} cannot be used (${code}): ${other}`;
		}
	}
	return undefined;
}

/**
 * The port to serve on.
 * @param {number | undefined} asked
 * @param {number} first of those that are tried when none is asked for
 * @returns {Promise<number>}
 * @throws {Error} when the port that was asked for cannot be used, or none of the others
 */
export async function choosePort(asked, first) {
	if (asked !== undefined) {
		const trouble = await portTrouble(asked);
		if (trouble === undefined) return asked;
		throw new Error(trouble);
	}
	const last = Math.min(first + TRIED_PORTS - 1, LAST_PORT);
	for (let port = first; port <= last; port++) {
		if ((await portTrouble(port)) === undefined) return port;
	}
	throw new Error(`no port from ${first} to ${last} is free: choose one with --port`);
}

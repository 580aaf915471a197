import { execFile } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { request } from 'node:http';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { makeBuildFolder } from '../../../src/launch/build-folder.mjs';
import { choosePort, portTrouble } from '../../../src/launch/free-port.mjs';
import { ROOT } from '../../../src/launch/run-command.mjs';
import { serveFolder } from '../../../src/launch/serve-folder.mjs';
import { temporaryFolder } from '../cli/lab-place.ts';

const HOSTS = ['127.0.0.1', '::1', undefined] as const;
const servers: Server[] = [];

/** Takes a port on a host. @returns the port */
function take(host: string | undefined, port = 0): Promise<number> {
	const server = createServer();
	servers.push(server);
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen({ port, host }, () => {
			const address = server.address();
			resolve(typeof address === 'object' && address !== null ? address.port : 0);
		});
	});
}

afterEach(async () => {
	for (const server of servers.splice(0)) {
		await new Promise((resolve) => server.close(resolve));
	}
});

describe('the port', () => {
	test.each(HOSTS)('taken on %s is taken, and says what to do', async (host) => {
		const port = await take(host);
		expect(await portTrouble(port)).toBe(
			`port ${String(port)} is taken by another program: end it, or choose another one with --port`
		);
		await expect(choosePort(port, 4173)).rejects.toThrow(`port ${String(port)} is taken`);
	});

	test('that nobody asked for is the next free one', async () => {
		const port = await take('127.0.0.1');
		const next = await choosePort(undefined, port);
		expect(next).toBeGreaterThan(port);
		expect(await portTrouble(next)).toBeUndefined();
	});

	test('that is free is taken as asked', async () => {
		const free = await choosePort(undefined, 20_000 + (process.pid % 20_000));
		expect(await choosePort(free, 4173)).toBe(free);
	});
});

test('on a taken port npm start says so and builds nothing', async () => {
	const port = await take('127.0.0.1');
	const dist = join(ROOT, 'dist');
	const written = () => (existsSync(dist) ? statSync(dist).mtimeMs : undefined);
	const before = written();
	const ended = await new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
		const args = [join(ROOT, 'src/launch/start.mjs'), '--no-open', '--port', String(port)];
		execFile(process.execPath, args, (error, stdout, stderr) => {
			resolve({ code: error?.code, stdout, stderr });
		});
	});
	expect(ended.code).toBe(1);
	expect(ended.stderr).toBe(
		`npm start: port ${String(port)} is taken by another program: end it, or choose another one with --port\n`
	);
	expect(ended.stdout).not.toContain('Building');
	expect(written()).toBe(before);
});

describe('the folder of a build', () => {
	test('is new for every server, and empty', () => {
		const folders = temporaryFolder();
		const [one, other] = [makeBuildFolder(folders), makeBuildFolder(folders)];
		expect(one).not.toBe(other);
		expect(readdirSync(one)).toEqual([]);
		// The build of a running server is not changed when another starts.
		expect(existsSync(one)).toBe(true);
	});

	test('of a server that has ended is removed, and nothing else', async () => {
		const folders = temporaryFolder();
		const child = execFile(process.execPath, ['-e', '']);
		await new Promise((resolve) => child.once('exit', resolve));
		const stale = `${String(child.pid)}-abc`;
		for (const name of [stale, `${String(process.ppid)}-abc`, 'mine']) {
			mkdirSync(join(folders, name));
		}
		const own = makeBuildFolder(folders);
		expect(readdirSync(folders).sort()).toEqual(
			[basename(own), `${String(process.ppid)}-abc`, 'mine'].sort()
		);
	});

	test('is never the one that npm run build writes', () => {
		const folder = makeBuildFolder();
		expect(folder.startsWith(join(ROOT, 'dist'))).toBe(false);
		expect(folder.startsWith(join(ROOT, '.cache'))).toBe(true);
		rmSync(folder, { recursive: true });
	});
});

describe('what npm start serves', () => {
	let served: Awaited<ReturnType<typeof serveFolder>>;
	const folder = mkdtempSync(join(tmpdir(), 'grokking-lab-'));

	beforeAll(async () => {
		const outDir = join(folder, 'page');
		mkdirSync(join(outDir, 'assets'), { recursive: true });
		writeFileSync(join(outDir, 'index.html'), '<!doctype html><title>lab</title>');
		writeFileSync(join(outDir, 'assets/lab.js'), 'export {};');
		writeFileSync(join(folder, 'secret.txt'), 'secret');
		served = await serveFolder(outDir, {
			port: await choosePort(undefined, 24_173),
			isStrict: true
		});
	});
	afterAll(async () => {
		await served.close();
		rmSync(folder, { recursive: true, force: true });
	});

	/** Without the normalization of paths in `fetch`. */
	function ask(path: string, method = 'GET') {
		const { hostname, port } = new URL(served.address);
		return new Promise<{
			status: number | undefined;
			headers: Readonly<Record<string, unknown>>;
			body: string;
		}>((resolve, reject) => {
			const asked = request({ hostname, port, path, method }, (response) => {
				let body = '';
				response.on('data', (chunk: Buffer) => (body += chunk.toString()));
				response.on('end', () => {
					resolve({ status: response.statusCode, headers: response.headers, body });
				});
			});
			asked.on('error', reject);
			asked.end();
		});
	}

	test.each(['/', '/assets/lab.js', '/assets/none.js'])(
		'%s comes with nosniff and without a referrer',
		async (path) => {
			const { headers } = await ask(path);
			expect(headers['x-content-type-options']).toBe('nosniff');
			expect(headers['referrer-policy']).toBe('no-referrer');
		}
	);

	test('a file has its type, and is asked for again before it is used again', async () => {
		const { status, headers, body } = await ask('/assets/lab.js');
		expect(status).toBe(200);
		expect(body).toBe('export {};');
		expect(headers['content-type']).toMatch(/javascript/);
		expect(headers['cache-control']).toMatch(/no-(cache|store)/);
	});

	test('HEAD answers as GET does, without the body', async () => {
		const [head, get] = [await ask('/', 'HEAD'), await ask('/')];
		expect(head.status).toBe(200);
		expect(head.body).toBe('');
		expect(head.headers['content-type']).toBe(get.headers['content-type']);
	});

	test('a file that is missing is missing, and not the page', async () => {
		const { status, body } = await ask('/assets/none.js');
		expect(status).toBe(404);
		expect(body).not.toContain('lab');
	});

	test.each([
		'/../secret.txt',
		'/assets/../../secret.txt',
		'/%2e%2e/secret.txt',
		'/..%2fsecret.txt',
		'/..%5csecret.txt',
		'//../secret.txt',
		'/%252e%252e/secret.txt',
		'/@fs/etc/passwd'
	])('%s does not lead out of the folder', async (path) => {
		const { status, body } = await ask(path);
		expect([400, 403, 404]).toContain(status);
		expect(body).not.toContain('secret');
	});

	test('a path that cannot be decoded is refused, and the server lives on', async () => {
		const { status } = await ask('/%E0%A4%A');
		expect(status).toBeGreaterThanOrEqual(400);
		expect((await ask('/')).status).toBe(200);
	});
});

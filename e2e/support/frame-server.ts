import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
	'.html': 'text/html',
	'.js': 'text/javascript',
	'.css': 'text/css',
	'.svg': 'image/svg+xml',
	'.json': 'application/json'
};

/** Serves the built page in a folder, and a page that shows it in a frame. */
export interface FrameServer {
	readonly origin: string;
	/** Address of the page. */
	readonly page: string;
	/** Address of a page that shows another address in a frame with these attributes. */
	framing(address: string, attributes: string): string;
	close(): void;
}

interface FrameServerOptions {
	/** Sends `Access-Control-Allow-Origin: *` with every file. */
	readonly isOpenToAll: boolean;
	/** Paths that answer 404. */
	readonly missing?: RegExp;
}

const FOLDER = '/some/folder/';

async function respond(path: string): Promise<{ readonly type: string; readonly body: Buffer }> {
	const file = path.slice(FOLDER.length) || 'index.html';
	const body = await readFile(`${DIST}${file}`);
	return { type: TYPES[extname(file)] ?? 'application/octet-stream', body };
}

function listen({ isOpenToAll, missing }: FrameServerOptions): Promise<Server> {
	const server = createServer((request, response) => {
		const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
		if (pathname === '/frame') {
			response.writeHead(200, { 'content-type': 'text/html' });
			response.end(`<!doctype html><title>A frame</title><body>
				<iframe ${searchParams.get('attributes') ?? ''} src="${searchParams.get('address') ?? ''}"
					style="width: 1200px; height: 700px"></iframe>`);
			return;
		}
		const answer =
			missing?.test(pathname) === true ? Promise.reject(new Error()) : respond(pathname);
		answer.then(
			({ type, body }) => {
				const cors = isOpenToAll ? { 'access-control-allow-origin': '*' } : {};
				response.writeHead(200, { 'content-type': type, ...cors });
				response.end(body);
			},
			() => {
				response.writeHead(404);
				response.end();
			}
		);
	});
	return new Promise((resolve) => {
		server.listen(0, '127.0.0.1', () => {
			resolve(server);
		});
	});
}

/** Serves `dist/` on a free port. */
export async function serveFrames(options: FrameServerOptions): Promise<FrameServer> {
	const server = await listen(options);
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	const origin = `http://127.0.0.1:${String(address.port)}`;
	return {
		origin,
		page: `${origin}${FOLDER}`,
		framing: (framed, attributes) =>
			`${origin}/frame?${new URLSearchParams({ address: framed, attributes }).toString()}`,
		close: () => server.close()
	};
}

import { ROOT } from './run-command.mjs';

/** Browsers must not guess types, and sites linked from the page do not receive its address. */
const PAGE_HEADERS = Object.freeze({
	'X-Content-Type-Options': 'nosniff',
	'Referrer-Policy': 'no-referrer'
});

/**
 * @returns {import('vite').Plugin} that sends the headers with every answer, also with one that
 * there is no such file
 */
function pageHeaders() {
	return {
		name: 'page-headers',
		configurePreviewServer(server) {
			server.middlewares.use((_request, response, next) => {
				for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
				next();
			});
		}
	};
}

/**
 * Serves a built page on this machine alone until the server is closed or the process ended.
 * @param {string} outDir
 * @param {{ readonly port: number, readonly isStrict: boolean }} where strict: no other port will
 * do
 * @returns {Promise<{ readonly address: string, close(): Promise<void> }>}
 * @throws {Error} when the port is taken and no other will do
 */
export async function serveFolder(outDir, { port, isStrict }) {
	// Imported late, because Vite exists only after npm packages are installed.
	const { preview } = await import('vite');
	const server = await preview({
		root: ROOT,
		logLevel: 'warn',
		// Vite's default answers every unknown path with the page; this one answers 404.
		appType: 'mpa',
		build: { outDir },
		plugins: [pageHeaders()],
		preview: { host: 'localhost', port, strictPort: isStrict }
	});
	const address = server.resolvedUrls?.local[0];
	if (address === undefined) throw new Error('vite preview: expected an address, got none');
	return { address, close: () => server.close() };
}

import { expect, test, type Frame, type Page } from 'playwright/test';
import { collectComplaints, openFailure } from './support/lab-page.ts';
import { serveFrames, type FrameServer } from './support/frame-server.ts';

/** The smallest run, so that each place takes seconds; it ends only when it is ended. */
const LINK = '#v=1&preset=quick-mlp&p=13&frac_train=0.6&steps=2000000';

let server: FrameServer;

test.afterEach(() => {
	server.close();
});

async function frameIn(page: Page, address: string): Promise<Frame> {
	await page.goto(address);
	const frame = page.frames()[1];
	if (frame === undefined) throw new Error('the page has no frame');
	return frame;
}

/** Opens the page, trains, computes a view and shares. */
async function trains(frame: Frame): Promise<void> {
	const run = frame.getByRole('main');
	await expect(run).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
	await expect(run).toHaveAttribute('data-backend', 'wasm');
	await frame.getByRole('button', { name: 'Train', exact: true }).click();
	await expect
		.poll(async () => Number(await run.getAttribute('data-step')), { timeout: 60_000 })
		.toBeGreaterThan(20);
	await frame.getByRole('button', { name: 'Share', exact: true }).click();
	await expect(frame.getByLabel('Link', { exact: true })).toHaveValue(/preset=quick-mlp/);
	await frame.getByRole('button', { name: 'Close' }).click();
}

test('in a sandboxed frame with an opaque origin the page trains', async ({ page }) => {
	server = await serveFrames({ isOpenToAll: true });
	const complaints = collectComplaints(page);
	const address = server.framing(server.page + LINK, 'sandbox="allow-scripts"');
	await trains(await frameIn(page, address));
	expect(complaints).toEqual([]);
});

test('in a foreign frame without storage and locks the page trains, and notices the end of its worker', async ({
	page
}) => {
	server = await serveFrames({ isOpenToAll: false });
	const complaints = collectComplaints(page);
	// Blocked third-party storage gives the same errors.
	await page.addInitScript(() => {
		const denied = () => Promise.reject(new DOMException('denied', 'SecurityError'));
		LockManager.prototype.request = denied;
		for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) {
			Object.defineProperty(window, name, {
				get() {
					throw new DOMException('denied', 'SecurityError');
				}
			});
		}
	});
	const frame = await frameIn(page, server.framing(server.page + LINK, ''));
	await trains(frame);
	// The run can resume once there is a checkpoint.
	await expect
		.poll(async () => Number(await frame.getByRole('main').getAttribute('data-checkpoint')))
		.toBeGreaterThan(0);
	await page.workers()[0]?.evaluate(() => {
		self.close();
	});
	const alert = frame.getByRole('alert');
	await expect(alert).toHaveAttribute('data-error', 'worker-crashed', { timeout: 40_000 });
	await alert.getByRole('button', { name: /^Resume from step/ }).click();
	await expect(frame.getByRole('main')).toHaveAttribute('data-state', 'training');
	expect(complaints).toEqual([]);
});

test('if its files cannot be loaded, the page says what to do', async ({ page }) => {
	// Without the header an opaque origin cannot load even the first script.
	server = await serveFrames({ isOpenToAll: false });
	const frame = await frameIn(page, server.framing(server.page, 'sandbox="allow-scripts"'));
	await expect(frame.getByRole('status')).toBeVisible();
	await expect(frame.getByRole('status')).toContainText('Access-Control-Allow-Origin');
});

test('if only the worker cannot be loaded, a failure says so and Try again loads it', async ({
	page
}) => {
	server = await serveFrames({ isOpenToAll: false });
	await page.route(/lab\.worker/, (route) => route.fulfill({ status: 404, body: '' }));
	await page.goto(server.page + LINK);
	const alert = page.getByRole('alert');
	await expect(alert).toHaveAttribute('data-error', 'no-worker');
	await expect(alert).toContainText('did not start');
	await page.unrouteAll();
	await alert.getByRole('button', { name: 'Try again' }).click();
	await trains(page.mainFrame());
});

test('if only the kernels cannot be loaded, a failure says so and Try again loads them', async ({
	page
}) => {
	server = await serveFrames({ isOpenToAll: false });
	await page.route(/\/wasm-kernels/, (route) => route.fulfill({ status: 404, body: '' }));
	await page.goto(server.page + LINK);
	const alert = page.getByRole('alert');
	await expect(alert).toHaveAttribute('data-error', 'no-kernels');
	await openFailure(page);
	await alert.getByText('Details for a bug report').click();
	await expect(alert).toContainText('kernels in WebAssembly: expected to load their file');
	await expect(alert.locator('pre')).toContainText(/Failed to fetch .*wasm-kernels/);
	await page.unrouteAll();
	await alert.getByRole('button', { name: 'Try again' }).click();
	await trains(page.mainFrame());
});

test('without JavaScript the page shows a sentence', async ({ browser }) => {
	server = await serveFrames({ isOpenToAll: false });
	const context = await browser.newContext({ javaScriptEnabled: false });
	const page = await context.newPage();
	await page.goto(server.page);
	// Playwright does not search the text of noscript elements.
	await expect(page.locator('noscript')).toBeVisible();
	await context.close();
});

test('an error during the start is shown as a sentence, never as a blank page', async ({
	page
}) => {
	server = await serveFrames({ isOpenToAll: false });
	// The page cannot mount without it.
	await page.addInitScript(() => {
		Object.defineProperty(Node.prototype, 'appendChild', { value: undefined });
		Object.defineProperty(Element.prototype, 'append', { value: undefined });
		Object.defineProperty(Element.prototype, 'before', { value: undefined });
	});
	await page.goto(server.page);
	await expect(page.getByRole('alert')).toContainText('Something went wrong');
});

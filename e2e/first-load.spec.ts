import { gzipSync } from 'node:zlib';
import { expect, test, type Page } from 'playwright/test';
import { openLab, runOf, trainOn } from './support/lab-page.ts';

/** With the tasks, models and measures of the whole literature. */
const LIMIT_BYTES = 400_000;
/** Recorded runs and pictures come later, or are not for the page. */
const NOT_COUNTED = /\/gallery\/|\.png$/;
const WASM_KERNELS = /wasm-kernels/;
const WGSL_KERNELS = /bundled-shaders/;

/** Addresses of the files that the page and its worker request from now on. */
function collectRequests(page: Page): ReadonlySet<string> {
	const addresses = new Set<string>();
	page.on('request', (request) => {
		const { protocol, origin, pathname } = new URL(request.url());
		if (protocol.startsWith('http') && !NOT_COUNTED.test(pathname)) {
			addresses.add(`${origin}${pathname}`);
		}
	});
	return addresses;
}

/** Compressed size by address. Files that page and worker share are loaded once. */
async function sizesOf(
	page: Page,
	addresses: ReadonlySet<string>
): Promise<ReadonlyMap<string, number>> {
	const sizes = new Map<string, number>();
	for (const address of addresses) {
		// Asked for once more: the browser has no bodies of a worker that has ended.
		const response = await page.request.get(address);
		expect(response.ok(), address).toBe(true);
		sizes.set(address, gzipSync(await response.body(), { level: 9 }).length);
	}
	return sizes;
}

const total = (sizes: ReadonlyMap<string, number>) =>
	[...sizes.values()].reduce((sum, size) => sum + size, 0);

function listOf(sizes: ReadonlyMap<string, number>): string {
	const rows = [...sizes].sort(([, a], [, b]) => b - a);
	return rows.map(([path, size]) => `${String(size).padStart(8)}  ${path}`).join('\n');
}

const without = (sizes: ReadonlyMap<string, number>, kernels: RegExp) =>
	new Map([...sizes].filter(([path]) => !kernels.test(path)));

test('the first load takes less than 400 kB compressed, with the kernels of one backend', async ({
	page
}) => {
	const addresses = collectRequests(page);
	await openLab(page, 'v=1&preset=quick-mlp');
	await expect(runOf(page)).toHaveAttribute('data-backend', 'wasm');
	const onCpu = await sizesOf(page, addresses);
	const paths = [...onCpu.keys()].join('\n');
	expect(paths).toMatch(/lab\.worker/);
	expect(paths).toMatch(WASM_KERNELS);
	expect(paths).not.toMatch(WGSL_KERNELS);
	expect(total(onCpu), listOf(onCpu)).toBeLessThan(LIMIT_BYTES);

	await trainOn(page, 'webgpu');
	await expect(runOf(page)).toHaveAttribute('data-backend', /^(gpu|software)$/);
	const onGpu = without(await sizesOf(page, addresses), WASM_KERNELS);
	expect([...onGpu.keys()].join('\n')).toMatch(WGSL_KERNELS);
	expect(total(onGpu), listOf(onGpu)).toBeLessThan(LIMIT_BYTES);
	test.info().annotations.push({ type: 'first load', description: `\n${listOf(onGpu)}` });
});

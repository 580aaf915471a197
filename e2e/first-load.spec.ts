import { gzipSync } from 'node:zlib';
import { expect, test, type Page, type Response } from 'playwright/test';
import { openLab, runOf, trainOn } from './support/lab-page.ts';

const LIMIT_BYTES = 300_000;
/** Recorded runs and pictures come later, or are not for the page. */
const NOT_COUNTED = /\/gallery\/|\.png$/;
const WASM_KERNELS = /wasm-kernels/;
const WGSL_KERNELS = /bundled-shaders/;

/** Size of each file by its path, compressed: files that page and worker share count once. */
async function sizesOf(responses: readonly Response[]): Promise<ReadonlyMap<string, number>> {
	const sizes = new Map<string, number>();
	for (const response of responses) {
		const { pathname } = new URL(response.url());
		const isOwn = response.url().startsWith('http') && response.status() === 200;
		if (!isOwn || NOT_COUNTED.test(pathname) || sizes.has(pathname)) continue;
		sizes.set(pathname, gzipSync(await response.body(), { level: 9 }).length);
	}
	return sizes;
}

function collectResponses(page: Page): readonly Response[] {
	const responses: Response[] = [];
	page.on('response', (response) => responses.push(response));
	return responses;
}

const total = (sizes: ReadonlyMap<string, number>) =>
	[...sizes.values()].reduce((sum, size) => sum + size, 0);

function listOf(sizes: ReadonlyMap<string, number>): string {
	const rows = [...sizes].sort(([, a], [, b]) => b - a);
	return rows.map(([path, size]) => `${String(size).padStart(8)}  ${path}`).join('\n');
}

const without = (sizes: ReadonlyMap<string, number>, kernels: RegExp) =>
	new Map([...sizes].filter(([path]) => !kernels.test(path)));

test('the first load takes less than 300 kB compressed, with the kernels of one backend', async ({
	page
}) => {
	const responses = collectResponses(page);
	await openLab(page, 'v=1&preset=quick-mlp');
	await expect(runOf(page)).toHaveAttribute('data-backend', 'wasm');
	const onCpu = await sizesOf(responses);
	const paths = [...onCpu.keys()].join('\n');
	expect(paths).toMatch(/lab\.worker/);
	expect(paths).toMatch(WASM_KERNELS);
	expect(paths).not.toMatch(WGSL_KERNELS);
	expect(total(onCpu), listOf(onCpu)).toBeLessThan(LIMIT_BYTES);

	await trainOn(page, 'webgpu');
	await expect(runOf(page)).toHaveAttribute('data-backend', /^(gpu|software)$/);
	const onGpu = without(await sizesOf(responses), WASM_KERNELS);
	expect([...onGpu.keys()].join('\n')).toMatch(WGSL_KERNELS);
	expect(total(onGpu), listOf(onGpu)).toBeLessThan(LIMIT_BYTES);
	test.info().annotations.push({ type: 'first load', description: `\n${listOf(onGpu)}` });
});

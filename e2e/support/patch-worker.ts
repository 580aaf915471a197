import { expect, type Page } from 'playwright/test';

type Edit = (script: string) => string;

async function patchFile(page: Page, file: RegExp, edit: Edit): Promise<void> {
	await page.route(file, async (route) => {
		const response = await route.fetch();
		const script = await response.text();
		const edited = edit(script);
		expect(edited, 'the edit found nothing to change').not.toBe(script);
		await route.fulfill({ response, body: edited });
	});
}

/** Serves an edited copy of the worker's script: no browser flag affects a worker alone. */
export const patchWorker = (page: Page, edit: Edit): Promise<void> =>
	patchFile(page, /lab\.worker/, edit);

/** Serves an edited copy of the kernels in WGSL. */
export const patchShaders = (page: Page, edit: Edit): Promise<void> =>
	patchFile(page, /bundled-shaders/, edit);

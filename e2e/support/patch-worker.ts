import { expect, type Page } from 'playwright/test';

/** Serves an edited copy of the worker's script: no browser flag affects a worker alone. */
export async function patchWorker(page: Page, edit: (script: string) => string): Promise<void> {
	await page.route(/lab\.worker/, async (route) => {
		const response = await route.fetch();
		const script = await response.text();
		const edited = edit(script);
		expect(edited, 'the edit found nothing to change').not.toBe(script);
		await route.fulfill({ response, body: edited });
	});
}

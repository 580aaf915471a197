import { expect, type Page } from 'playwright/test';

/** Serves the training worker's script edited: no browser flag reaches into a worker alone. */
export async function patchWorker(page: Page, edit: (script: string) => string): Promise<void> {
	await page.route(/lab\.worker/, async (route) => {
		const response = await route.fetch();
		const script = await response.text();
		const edited = edit(script);
		expect(edited, 'the edit found nothing to change').not.toBe(script);
		await route.fulfill({ response, body: edited });
	});
}

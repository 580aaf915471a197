import { expect, test, type Locator, type Page } from 'playwright/test';
import { openLab, trainToBudget } from './support/lab-page.ts';

/** The share of an element's width in which something is drawn on its background. */
async function drawnAcross(page: Page, element: Locator): Promise<number> {
	const picture = (await element.screenshot()).toString('base64');
	return page.evaluate(async (base64) => {
		const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
		const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
		const { width, height } = image;
		const context = new OffscreenCanvas(width, height).getContext('2d');
		if (context === null) throw new Error('canvas: expected a 2d context, got none');
		context.drawImage(image, 0, 0);
		const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
		// No control reaches into the corners of its element.
		const background = pixels[0];
		const columns = Array.from({ length: width }, (_, x) => x).filter((x) =>
			pixels.some((pixel, i) => i % width === x && pixel !== background)
		);
		return columns.length / width;
	}, picture);
}

test('in forced colors tracks and swatches are drawn, and what is chosen differs by more than weight', async ({
	page
}) => {
	await page.emulateMedia({ forcedColors: 'active' });
	await openLab(page, 'v=1&preset=quick-mlp&steps=60&seed=1');
	await trainToBudget(page);
	// The tracks, not only the thumbs.
	for (const name of ['Prime p', 'Show the run at step']) {
		const slider = page.getByRole('slider', { name });
		expect(await drawnAcross(page, slider), name).toBeGreaterThan(0.95);
	}
	const legend = page.getByRole('region', { name: 'Loss', exact: true });
	const swatches = legend.locator('header svg');
	expect(await swatches.count()).toBeGreaterThan(1);
	expect(await drawnAcross(page, swatches.first())).toBeGreaterThan(0.95);
	const boundary = (element: Locator) =>
		element.evaluate((node) => {
			const { borderColor, outlineStyle } = getComputedStyle(node);
			return `${borderColor} ${outlineStyle}`;
		});
	const axis = page.getByRole('radio', { name: 'log' }).locator('..');
	const otherAxis = page.getByRole('radio', { name: 'linear' }).locator('..');
	expect(await boundary(axis)).not.toBe(await boundary(otherAxis));
	const tab = page.getByRole('tab', { name: 'Curves' });
	expect(await boundary(tab)).not.toBe(await boundary(page.getByRole('tab', { name: 'Inside' })));
	const phases = page.getByRole('region', { name: 'Phases' });
	const now = phases.locator('[aria-current="step"] .title');
	const other = phases.locator('li:not([aria-current]) .title').first();
	expect(await boundary(now)).not.toBe(await boundary(other));
	const mark = page.locator('.field.changed').filter({ has: page.getByLabel('Seed') });
	const color = await mark.evaluate((node) => getComputedStyle(node, '::before').backgroundColor);
	expect(color).not.toBe('rgba(0, 0, 0, 0)');
});

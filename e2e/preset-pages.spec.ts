import { expect, test } from 'playwright/test';
import { presets } from '../src/presets/index.ts';
import { linkOf } from './support/lab-page.ts';

test('every preset has a page with a title, a sentence and a picture', async ({ request }) => {
	for (const { id, label } of presets.all) {
		const response = await request.get(`/p/${id}/`);
		expect(response.status(), id).toBe(200);
		const html = await response.text();
		expect(html, id).toContain(`<title>${label} · Grokking Lab</title>`);
		const image = /property="og:image" content="([^"]*)"/.exec(html)?.[1] ?? '';
		const picture = await request.get(`/p/${id}/${image}`);
		expect(picture.headers()['content-type'], id).toBe('image/png');
	}
	const html = await (await request.get('/')).text();
	const image = /property="og:image" content="([^"]*)"/.exec(html)?.[1] ?? '';
	expect((await request.get(`/${image}`)).headers()['content-type']).toBe('image/png');
});

test('the page of a preset opens the lab with it', async ({ page }) => {
	await page.goto('/p/doshi-2023/');
	await expect(page.getByRole('main')).toHaveAttribute('data-state', 'ready');
	expect(new URL(page.url()).pathname).toBe('/');
	expect(linkOf(page).get('preset')).toBe('doshi-2023');
});

test.describe('without scripts', () => {
	test.use({ javaScriptEnabled: false });

	test('the page of a preset can be read, and links to the lab', async ({ page }) => {
		const { id, label } = presets.get('quick-mlp');
		await page.goto(`/p/${id}/`);
		await expect(page.getByRole('heading', { level: 1 })).toHaveText(label);
		const link = page.getByRole('link', { name: 'Train it in the browser' });
		await expect(link).toHaveAttribute('href', '../../#v=1&preset=quick-mlp');
		const picture = page.getByRole('img');
		await expect
			.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
			.toBe(1200);
	});
});

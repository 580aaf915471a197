import { expect, test, type Page } from 'playwright/test';
import { collectComplaints, linkOf, openLab, runOf } from './support/lab-page.ts';

/** A link, and what its notice must contain: key, value and the allowed range. */
const BAD_LINKS: readonly (readonly [what: string, fragment: string, notice: RegExp])[] = [
	['p = 1', 'p=1', /p: expected a whole number from 2 to \d+, got 1/],
	['p = 2.5', 'p=2.5', /p: expected a whole number from 2 to \d+, got 2\.5/],
	['p = 1e9', 'p=1e9', /p: expected a whole number from 2 to \d+, got 1e9/],
	['p = NaN', 'p=NaN', /p: expected a whole number from 2 to \d+, got NaN/],
	['a negative rate', 'lr=-0.1', /lr: expected a number from 0 to \d+, got -0\.1/],
	[
		'an empty train split',
		'p=2&frac_train=0.001',
		/frac_train=0\.001: expected at least one .* got none in train/
	],
	[
		'an empty test split',
		'frac_train=1',
		/frac_train: expected a number from 0\.001 to 0\.999, got 1/
	],
	[
		'a width that the heads do not divide',
		'model=one-layer-transformer&d_model=65&n_heads=4',
		/d_model.*65.*4|n_heads.*4.*65/
	],
	[
		'a duplicate key',
		'p=29&p=37',
		/p: expected one value only, got 37 too; the first, 29, is used/
	],
	['a future version', 'v=99', /v: expected at most 1, got 99: a newer version/],
	['an unknown key', 'flux=3', /flux: expected a key that this version knows, got 3/],
	[
		'an unknown task',
		'task=modular-magic',
		/task: expected one of modular-addition.*, got modular-magic/
	],
	['broken percent-encoding', 'p=%E0%A4%A', /p: expected valid percent-encoding/]
];

async function expectUsable(page: Page): Promise<void> {
	await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeEnabled();
	await expect(page.getByRole('spinbutton', { name: 'Prime p' })).not.toHaveValue('');
	await expect(page.getByRole('alert')).toBeHidden();
}

test('every bad link opens a page that can train and names key, value and range', async ({
	page
}) => {
	const complaints = collectComplaints(page);
	for (const [what, bad, notice] of BAD_LINKS) {
		await test.step(what, async () => {
			// Without the blank page only the fragment would change, and nothing would be loaded.
			await page.goto('about:blank');
			const version = bad.startsWith('v=') ? '' : 'v=1&';
			await openLab(page, `${version}preset=quick-mlp&${bad}`);
			const bar = page.getByRole('status').filter({ hasText: 'Not everything in the link' });
			await expect(bar).toContainText(notice);
			await expectUsable(page);
		});
	}
	expect(complaints).toEqual([]);
});

test('a script in a link is shown as text and never run', async ({ page }) => {
	const attack = '<script>document.title="owned"</script><img src=x onerror="document.title=1">';
	const title = 'Grokking Lab';
	for (const key of ['p', 'task', 'preset', attack]) {
		await page.goto('about:blank');
		await openLab(page, `v=1&${encodeURIComponent(key)}=${encodeURIComponent(attack)}`);
		const bar = page.getByRole('status').filter({ hasText: 'Not everything in the link' });
		await expect(bar).toContainText('<script>document.title');
		await expect(page.locator('main img, .notices img, .notices script')).toHaveCount(0);
		await expect(page).toHaveTitle(new RegExp(title));
		await expectUsable(page);
	}
});

test('a link damaged in transit opens, says what was repaired, and the address is corrected', async ({
	page
}) => {
	for (const [path, words] of [
		['/?v=1&preset=quick-mlp&p=37', 'it came after "?" and was read as if after "#"'],
		['/#v=1&amp;preset=quick-mlp&amp;p=37).', '"&amp;" was read as "&"'],
		['/#%23v%3D1%26preset%3Dquick-mlp%26p%3D37', 'it was percent-encoded as a whole'],
		['/#/V=1&preset=quick-%20mlp&p=37', 'the key "/V" was read as v']
	] as const) {
		await page.goto('about:blank');
		await page.goto(path);
		await expect(runOf(page)).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
		const bar = page.getByRole('status').filter({ hasText: 'was repaired' });
		await expect(bar).toContainText(words);
		await expect(page.getByRole('spinbutton', { name: 'Prime p' })).toHaveValue('37');
		await expect.poll(() => linkOf(page).toString()).toBe('v=1&preset=quick-mlp&p=37');
		expect(new URL(page.url()).search).toBe('');
		await bar.getByRole('button', { name: 'Dismiss repairs' }).click();
		await expect(bar).toBeHidden();
	}
	// A query that is no link is ignored silently.
	await page.goto('about:blank');
	await page.goto('/?utm_source=mail#v=1&preset=quick-mlp&p=37');
	await expect(runOf(page)).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
	await expect(page.getByRole('status').filter({ hasText: 'link' })).toHaveCount(0);
	expect(new URL(page.url()).search).toBe('?utm_source=mail');
});

import { expect, test, type Locator, type Page } from 'playwright/test';
import {
	exportMetrics,
	linkOf,
	metricsOfRun,
	openLab,
	openOnWebGpu,
	pauseTraining,
	runOf,
	startTraining,
	stepOf,
	trainToBudget,
	waitForBudget,
	waitForStep
} from './support/lab-page.ts';
import { columnOf } from './support/metrics-csv.ts';
import { readSettings, SETTINGS } from './support/settings.ts';

const PRIMES = ['37', '41', '43', '47', '53', '59', '61', '67', '71', '73', '79', '83', '89', '97'];

function primeSlider(page: Page): Locator {
	return page.getByRole('slider', { name: 'Prime p' });
}

function primeField(page: Page): Locator {
	return page.getByRole('spinbutton', { name: 'Prime p' });
}

/** Drags the thumb of a slider by a share of the slider's width. */
async function drag(page: Page, slider: Locator, share: number): Promise<void> {
	const box = await slider.boundingBox();
	if (box === null) throw new Error('slider: expected it to be visible');
	const at = await slider.evaluate((input: HTMLInputElement) => {
		const [min, max] = [Number(input.min), Number(input.max)];
		return (input.valueAsNumber - min) / (max - min);
	});
	const [x, y] = [box.x + at * box.width, box.y + box.height / 2];
	await page.mouse.move(x, y);
	await page.mouse.down();
	await page.mouse.move(x + share * box.width, y, { steps: 12 });
	await page.mouse.up();
}

/** The link that the Share dialog copies. */
async function copyLink(page: Page): Promise<string> {
	await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
	await page.getByRole('button', { name: 'Share', exact: true }).click();
	const dialog = page.getByRole('dialog', { name: 'Share this run' });
	await dialog.getByRole('button', { name: 'Copy link' }).click();
	await expect(dialog.getByRole('status')).toHaveText('Copied.');
	const copied = await page.evaluate(() => navigator.clipboard.readText());
	await dialog.getByRole('button', { name: 'Close' }).click();
	return copied;
}

/** All settings in the rail, by id. */
const settingsOf = (page: Page) => page.locator(SETTINGS).evaluateAll(readSettings);

test('a dragged prime changes the link, and the copied link gives the same run bit for bit', async ({
	page,
	browser
}) => {
	await openOnWebGpu(page, 'v=1&preset=quick-mlp&steps=60');
	await drag(page, primeSlider(page), 0.1);
	const prime = await primeField(page).inputValue();
	expect(PRIMES).toContain(prime);
	await expect.poll(() => linkOf(page).get('p')).toBe(prime);
	const link = await copyLink(page);
	expect(link).toBe(page.url());
	await trainToBudget(page);
	const [metrics, settings] = [await exportMetrics(page), await settingsOf(page)];

	const otherContext = await browser.newContext();
	const other = await otherContext.newPage();
	const again = await metricsOfRun(other, new URL(link).hash.slice(1), openOnWebGpu);
	expect(await settingsOf(other)).toEqual(settings);
	expect(settings.length).toBeGreaterThan(15);
	const losses = columnOf(metrics, 'train_loss');
	// One row per update, and one of the final weights.
	expect(losses).toHaveLength(61);
	expect(columnOf(again, 'train_loss').slice(0, 50)).toEqual(losses.slice(0, 50));
	// Compares every number of the run, not only the train losses.
	expect(again.text).toBe(metrics.text);
	await otherContext.close();
});

test('the prime slider moves from prime to prime by keyboard, and the link follows', async ({
	page
}) => {
	await openLab(page, 'v=1&preset=quick-mlp');
	await primeSlider(page).press('ArrowRight');
	await expect(primeField(page)).toHaveValue('37');
	await expect.poll(() => linkOf(page).get('p')).toBe('37');
	await primeSlider(page).press('ArrowLeft');
	await expect(primeField(page)).toHaveValue('31');
	await expect.poll(() => linkOf(page).has('p')).toBe(false);
});

test('a fragment edited while the run trains discards nothing without consent', async ({
	page
}) => {
	await openLab(page, 'v=1&preset=quick-mlp&seed=3&steps=2000000');
	await startTraining(page);
	await waitForStep(page, 30);
	const edit = (fragment: string) =>
		page.evaluate((hash) => {
			location.hash = hash;
		}, fragment);
	const bar = page.getByRole('status').filter({ hasText: 'The address now holds another run' });

	await edit('v=1&preset=quick-mlp&p=23');
	await expect(bar).toBeVisible();
	await expect(bar.getByRole('button', { name: 'Restart with this link' })).toBeEnabled();
	const before = await stepOf(page);
	await waitForStep(page, before + 10);
	await bar.getByRole('button', { name: 'Keep training' }).click();
	await expect(bar).toBeHidden();
	expect(linkOf(page).get('seed')).toBe('3');
	expect(linkOf(page).has('p')).toBe(false);
	await expect(primeField(page)).toHaveValue('31');
	await expect(runOf(page)).toHaveAttribute('data-state', 'training');
	expect(await stepOf(page)).toBeGreaterThanOrEqual(before + 10);

	await edit('v=1&preset=quick-mlp&p=23&steps=25');
	await bar.getByRole('button', { name: 'Restart with this link' }).click();
	await expect(primeField(page)).toHaveValue('23');
	await waitForBudget(page);
	await expect(runOf(page)).toHaveAttribute('data-step', '25');
});

test('weight decay changed while the run trains is an event and not part of the link', async ({
	page
}) => {
	await openLab(page, 'v=1&preset=quick-mlp&steps=2000000');
	await startTraining(page);
	await waitForStep(page, 20);
	const field = page.getByRole('spinbutton', { name: 'Weight decay' });
	await field.fill('1.5');
	await field.press('Enter');
	const mark = /step (\d+): Weight decay 1 → 1\.5/;
	const loss = page.getByRole('img', { name: /^Loss over steps/ });
	await expect(loss).toHaveAccessibleName(mark);
	const changedAt = Number(mark.exec((await loss.getAttribute('aria-label')) ?? '')?.[1]);
	expect(changedAt).toBeGreaterThanOrEqual(20);
	await waitForStep(page, changedAt + 10);
	await expect(runOf(page)).toHaveAttribute('data-state', 'training');
	await pauseTraining(page);

	await page.getByRole('button', { name: 'Share', exact: true }).click();
	const dialog = page.getByRole('dialog', { name: 'Share this run' });
	await expect(dialog).toContainText('this run has 1, and the link starts without them');
	await expect(dialog.getByLabel('Link')).toHaveValue(/#v=1&preset=quick-mlp&steps=2000000$/);
	await dialog.getByRole('button', { name: 'Close' }).click();
	expect(linkOf(page).has('weight_decay')).toBe(false);
});

import { expect, test } from 'playwright/test';
import {
	openLab,
	openTab,
	runOf,
	startTraining,
	trainToBudget,
	waitForStep
} from './support/lab-page.ts';

test('a dialogue gives focus back to the button that opened it, however it is closed', async ({
	page
}) => {
	await openLab(page, 'v=1&preset=quick-mlp');
	const share = page.getByRole('button', { name: 'Share', exact: true });
	const close = page.getByRole('dialog').getByRole('button', { name: 'Close' });
	for (const leave of [() => close.click(), () => page.keyboard.press('Escape')]) {
		await share.press('Enter');
		await expect(page.getByRole('dialog', { name: 'Share this run' })).toBeVisible();
		await leave();
		await expect(page.getByRole('dialog')).toHaveCount(0);
		await expect(share).toBeFocused();
	}
	await page.setViewportSize({ width: 390, height: 800 });
	const settings = page.getByRole('button', { name: 'Settings', exact: true });
	await settings.press('Enter');
	await page.getByRole('dialog').getByRole('button', { name: 'Done' }).press('Enter');
	await expect(page.getByRole('dialog')).toHaveCount(0);
	await expect(settings).toBeFocused();
});

test('a definition stays while the pointer is on it, closes with Escape, and is inside the page', async ({
	page
}) => {
	await openLab(page, 'v=1&preset=quick-mlp');
	const term = page.getByRole('region', { name: 'Loss', exact: true }).getByRole('button', {
		name: 'never shown',
		exact: true
	});
	const definition = page.getByRole('tooltip').filter({ visible: true });
	await term.hover();
	await expect(definition).toHaveText(/never shown/);
	// Through the gap between term and definition, step by step.
	const [from, to] = [await term.boundingBox(), await definition.boundingBox()];
	if (from === null || to === null) throw new Error('definition: expected it on the screen');
	const x = from.x + from.width / 2;
	for (let y = from.y + from.height / 2; y < to.y + to.height / 2; y += 2) {
		await page.mouse.move(x, y);
		await expect(definition).toHaveCount(1);
	}
	await page.keyboard.press('Escape');
	await expect(definition).toHaveCount(0);
	await page.mouse.move(0, 0);
	await term.hover();
	await expect(definition).toHaveCount(1);
	await page.mouse.move(0, 0);
	await expect(definition).toHaveCount(0);

	await term.focus();
	await expect(definition).toHaveCount(1);
	await page.keyboard.press('Escape');
	await expect(definition).toHaveCount(0);
	await expect(term).toBeFocused();

	for (const width of [360, 1280]) {
		await page.setViewportSize({ width, height: 800 });
		for (const each of await page
			.getByRole('region', { name: 'Phases' })
			.getByRole('button')
			.all()) {
			await each.focus();
			const box = await definition.boundingBox();
			expect(box?.x).toBeGreaterThanOrEqual(0);
			expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
		}
	}
});

test('the terms beside the charts give their rule, the current threshold and the source', async ({
	page
}) => {
	await openLab(page, 'v=1&preset=quick-mlp&cleanup_loss_ratio=0.75&key_frequency_ratio=3.5');
	const describedIn = async (panel: string, term: string, ...rules: readonly RegExp[]) => {
		const region = page.getByRole('region', { name: panel, exact: true });
		const button = region.getByRole('button', { name: term, exact: true });
		for (const rule of rules) {
			await expect(button, `${term} in ${panel}`).toHaveAccessibleDescription(rule);
		}
	};
	await describedIn(
		'Loss',
		'shown',
		/\d+ pairs that were shown, \d+ %/,
		/Nanda et al\. 2023, section 3/
	);
	await describedIn('Loss', 'never shown', /below 0\.75 × chance/, /This lab/);
	await describedIn('Loss', 'chance', /below 0\.75 × this/, /\([^)]+ 20\d\d[^)]*\)$/);
	await describedIn('Accuracy', 'never shown', /Grokked is when it reaches 99\s%/, /This lab/);
	await page.getByRole('button', { name: 'show mirrored pairs' }).click();
	await describedIn('Accuracy', 'mirrored', /mirror image/, /This lab/);
	await describedIn('Loss', 'all never shown', /judged on the non-mirrored/, /section 3/);
	await openTab(page, 'Measures');
	await describedIn('Progress measures', 'estimate', /may still change/, /Nanda et al\. 2023/);
	await describedIn(
		'Progress measures',
		'excluded',
		/train loss\) after they are removed/,
		/section 5\.1/
	);
	await openTab(page, 'Curves');
	await describedIn('Frequencies inside', 'key', /3\.5 × uniform/, /section 4\.1/);

	// Final lines can be compared with the estimates.
	await page.goto('about:blank');
	await openLab(page, 'v=1&preset=quick-mlp&steps=20&key_frequency_ratio=1');
	await trainToBudget(page);
	const frequencies = 'Frequencies inside';
	await describedIn(frequencies, 'key', /1 × uniform/, /section 4\.1/);
	await openTab(page, 'Measures');
	await expect(page.getByRole('checkbox', { name: 'show estimate' })).toHaveAccessibleDescription(
		/while the run trained.*Nanda et al\. 2023/
	);
	await expect(page.getByRole('button', { name: 'estimate', exact: true })).toHaveCount(1);
});

test('with reduced motion there are no animations and no transitions', async ({ page }) => {
	await page.emulateMedia({ reducedMotion: 'reduce' });
	await openLab(page, 'v=1&preset=quick-mlp&steps=2000000');
	await startTraining(page);
	await waitForStep(page, 20);
	const moving = await page.evaluate(() =>
		[...document.querySelectorAll('*')]
			.filter((element) => {
				const { animationName, transitionDuration } = getComputedStyle(element);
				return animationName !== 'none' || !/^(0s(, )?)+$/.test(transitionDuration);
			})
			.map((element) => element.tagName)
	);
	expect(moving).toEqual([]);
	expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});

test('an accidental reload loses no run: the browser asks first', async ({ page }) => {
	const asked: string[] = [];
	page.on('dialog', (dialog) => {
		asked.push(dialog.type());
		void dialog.accept();
	});
	await openLab(page, 'v=1&preset=quick-mlp&steps=2000000');
	await page.reload();
	await expect(runOf(page)).toHaveAttribute('data-state', 'ready');
	expect(asked).toEqual([]);
	await startTraining(page);
	await waitForStep(page, 5);
	await page.reload();
	await expect(runOf(page)).toHaveAttribute('data-state', 'ready');
	expect(asked).toEqual(['beforeunload']);
});

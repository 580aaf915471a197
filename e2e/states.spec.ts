import { expect, test, type Page } from 'playwright/test';
import {
	openLab,
	openSettings,
	openTab,
	pauseTraining,
	runOf,
	startTraining,
	trainToBudget,
	visit,
	waitForStep
} from './support/lab-page.ts';
import { boxFlaws, violationsOf } from './support/page-flaws.ts';

/** A run that groks within seconds: one table of 13 x 13. */
const SMALL = 'v=1&preset=quick-mlp&p=13&frac_train=0.8';
const DESKTOP = { width: 1280, height: 800 } as const;
const PHONE = { width: 390, height: 844 } as const;

/** One report of all states. */
const soft = expect.configure({ soft: true });

/**
 * Expects on a desktop and on a phone that no text is cut off or lies over other text, that every
 * target has 24 px, and that axe finds nothing serious in either theme.
 */
async function expectFlawless(page: Page, state: string): Promise<void> {
	// The desktop comes last: the next state is entered there.
	for (const viewport of [PHONE, DESKTOP]) {
		await page.setViewportSize(viewport);
		await expectFlawlessHere(page, `${state}, ${String(viewport.width)} px`);
	}
}

/** The same at the current size. */
async function expectFlawlessHere(page: Page, where: string): Promise<void> {
	await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
	await expectBoxes(page, where);
	soft(await violationsOf(page), `axe, ${where}, light`).toEqual([]);
	await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
	soft(await violationsOf(page, 'colors'), `axe, ${where}, dark`).toEqual([]);
}

/** A layout after a change of size may take some frames. */
const expectBoxes = (page: Page, state: string) =>
	soft.poll(() => boxFlaws(page), { message: state, timeout: 5000 }).toEqual([]);

test('text that is cut off or covered, and small targets, are found', async ({ page }) => {
	await page.setContent(`
		<p style="width: 60px; overflow: hidden; white-space: nowrap">cut off at the edge</p>
		<p style="width: 60px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis" title="t"
			>whole in its title</p>
		<div style="position: relative; height: 40px"><p style="margin: 0">below</p>
			<p style="position: absolute; top: 2px; left: 4px; margin: 0">above</p></div>
		<button style="width: 16px; height: 16px; padding: 0">x</button>
		<div style="width: 3000px">wide</div>`);
	const flaws = await boxFlaws(page);
	expect(flaws.map((flaw) => flaw.split(/ "|: \d/)[0])).toEqual([
		'cut off: p',
		'overlap: p',
		'small target 16 x 16: button',
		'the page scrolls sideways'
	]);
});

test('before, while and after training nothing is cut off, covered or too small', async ({
	page
}) => {
	await openLab(page, `${SMALL}&steps=2000000`);
	await expectFlawless(page, 'before');
	await startTraining(page);
	await waitForStep(page, 20);
	await expectFlawless(page, 'while training');
	await expect(runOf(page)).toHaveAttribute('data-phase', 'grokked', { timeout: 100_000 });
	await pauseTraining(page);
	await expectFlawless(page, 'grokked');

	await page.getByRole('slider', { name: 'Show the run at step' }).press('Home');
	await expectFlawless(page, 'looked back');
	await openTab(page, 'Measures');
	await expectFlawless(page, 'Measures');
	await openTab(page, 'Inside');
	await expect(page.getByRole('article').first().locator('canvas, svg').first()).toBeVisible();
	await expectFlawless(page, 'Inside');
	await openTab(page, 'Curves');
	await page.getByRole('button', { name: 'Values of Loss' }).click();
	await expectFlawless(page, 'values of a chart');
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: 'Share', exact: true }).click();
	await expectFlawless(page, 'share');
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: 'About' }).click();
	await expectFlawless(page, 'keys');
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await expectFlawless(page, 'save');
	await page.keyboard.press('Escape');
	await openSettings(page);
	await expectFlawlessHere(page, 'all settings, in the rail');
	// On a phone the settings are in a sheet, which a desktop does not have.
	await page.setViewportSize(PHONE);
	await page.getByRole('button', { name: 'Settings', exact: true }).click();
	await openSettings(page);
	await expectFlawlessHere(page, 'all settings, in a sheet');
});

test('a memorized run, a failure, a repaired link and the recorded run are as flawless', async ({
	page
}) => {
	await openLab(page, 'v=1&preset=quick-mlp&steps=40&flaw=1');
	await trainToBudget(page);
	await expectFlawless(page, 'memorized, with a notice');
	await page.goto('about:blank');
	await visit(page, 'v=1&preset=quick-mlp&p=997');
	await expect(page.getByRole('alert')).toBeVisible();
	await expectFlawless(page, 'failed');
	await page.goto('about:blank');
	await openLab(page);
	await page.getByRole('button', { name: 'Play the recorded run' }).click();
	await expect(runOf(page)).toHaveAttribute('data-state', 'replay');
	await expectFlawless(page, 'recorded run');
});

test('small windows show the page without scrolling sideways', async ({ page }) => {
	await openLab(page, `${SMALL}&steps=60`);
	await trainToBudget(page);
	for (const [width, height] of [
		[320, 256],
		[360, 740],
		[844, 390],
		[768, 1024],
		[1920, 1080]
	] as const) {
		await page.setViewportSize({ width, height });
		await expectBoxes(page, `${String(width)} x ${String(height)}`);
	}
});

test('a run can be trained and shared by keyboard alone', async ({ page }) => {
	await openLab(page, `${SMALL}&steps=60`);
	const focused = page.locator(':focus');
	const tabTo = async (name: string, key: 'Tab' | 'Shift+Tab' = 'Tab') => {
		for (let i = 0; i < 60; i += 1) {
			await page.keyboard.press(key);
			const label = await page.evaluate(
				() =>
					document.activeElement?.getAttribute('aria-label') ??
					document.activeElement?.textContent.trim()
			);
			if (label === name) return;
		}
		throw new Error(`keyboard: expected to reach "${name}" within 60 tabs`);
	};
	// The skip links come first, and each of them moves the focus.
	await page.keyboard.press('Tab');
	await expect(focused).toHaveText('Skip to Train and what is happening');
	for (const [link, target] of [
		['Skip to the settings', '#settings'],
		['Skip to the charts', '#tab-panel'],
		['Skip to the time slider', '#time'],
		['Skip to Train and what is happening', '.story']
	] as const) {
		await page.getByRole('link', { name: link }).press('Enter');
		const isThere = await page
			.locator(target)
			.evaluate((element) => element.contains(document.activeElement));
		expect(isThere, link).toBe(true);
	}
	await expect(focused).toHaveText('Train');
	await page.keyboard.press('Enter');
	await expect(runOf(page)).toHaveAttribute('data-reason', 'budget', { timeout: 60_000 });
	// The button that was pressed keeps the focus under its new name.
	await expect(focused).toHaveText('Continue');
	await tabTo('Prime p');
	await page.keyboard.press('ArrowRight');
	await expect(page.getByRole('spinbutton', { name: 'Prime p' })).toHaveValue('17');
	await page.keyboard.press('ArrowLeft');
	await tabTo('Values of Loss');
	await page.keyboard.press('Enter');
	await page.keyboard.press('Tab');
	await expect(focused).toHaveAccessibleName('Table of values of Loss');
	await page.keyboard.press('Escape');
	await expect(focused).toHaveAccessibleName('Values of Loss');
	await tabTo('Show the run at step');
	await page.keyboard.press('Home');
	await expect(page.getByRole('img', { name: /^Loss over steps, at step 0:/ })).toBeVisible();
	await tabTo('Share', 'Shift+Tab');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('dialog')).toBeVisible();
	await tabTo('Copy link');
	await page.keyboard.press('Escape');
	await expect(page.getByRole('button', { name: 'Share', exact: true })).toBeFocused();
});

test('every chart has its course in a sentence and its values in a table', async ({ page }) => {
	await openLab(page, `${SMALL}&steps=60`);
	await trainToBudget(page);
	for (const name of [/^Loss over steps/, /^Accuracy over steps/, /^Spectrum of the embedding/]) {
		const picture = page.getByRole('img', { name }).first();
		await expect(picture).toHaveAccessibleDescription(/(rises|falls|stays).* by step \d+|about/);
	}
	await page.getByRole('button', { name: 'Values of Accuracy' }).click();
	const rows = page.getByRole('group', { name: 'Table of values of Accuracy' }).getByRole('row');
	await expect(rows.first()).toContainText('never shown');
	await expect(rows.nth(1)).toContainText(/^0/);
	await expect(rows.last()).toContainText(/^60.*%/);
});

test('on paper every chart is drawn, with the story, the settings and the link', async ({
	page
}) => {
	await page.emulateMedia({ colorScheme: 'dark' });
	await openLab(page, `${SMALL}&steps=60`);
	await trainToBudget(page);
	// The spectrum and the cards beside it have never been on this screen.
	await page.setViewportSize({ width: 1280, height: 300 });
	await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
	const inked = page.locator('canvas').evaluateAll((canvases) =>
		canvases.map((canvas) => {
			if (!(canvas instanceof HTMLCanvasElement)) return 0;
			const { width, height } = canvas;
			const { data } = canvas.getContext('2d')?.getImageData(0, 0, width, height) ?? { data: [] };
			let count = 0;
			for (let i = 3; i < data.length; i += 4) if (data[i] !== 0) count += 1;
			return count / (width * height);
		})
	);
	const shares = await inked;
	expect(shares.length).toBeGreaterThanOrEqual(5);
	for (const share of shares) expect(share).toBeGreaterThan(0.005);
	const sheet = page.getByRole('region', { name: 'Settings of the run' });
	await expect(sheet.getByRole('link')).toHaveAttribute('href', /preset=quick-mlp&p=13/);
	await expect(sheet).toContainText(/Weight decay\s*1/);
	await expect(page.locator('.story .headline')).toBeVisible();
	for (const hidden of ['#settings', '#time', '.story .train']) {
		await expect(page.locator(hidden)).toBeHidden();
	}
	const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
	expect(background).toBe('rgb(255, 255, 255)');
	expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(30_000);
	await page.emulateMedia({ media: 'screen' });
	await expect(sheet).toHaveCount(0);
});

import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from 'playwright/test';
import {
	openLab,
	pauseTraining,
	runOf,
	startTraining,
	visit,
	waitForStep
} from './support/lab-page.ts';

const SCHEMES = ['light', 'dark'] as const;
const WIDTHS = [1280, 390] as const;

/** Violations that keep somebody out, as "id at selector". */
async function violationsOf(page: Page): Promise<readonly string[]> {
	const { violations } = await new AxeBuilder({ page }).analyze();
	return violations
		.filter(({ impact }) => impact === 'serious' || impact === 'critical')
		.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} at ${target.join(' ')}`));
}

/** Checks the page as it stands in both themes, on a desk and on a phone. */
async function expectNoViolation(page: Page, when: string): Promise<void> {
	for (const colorScheme of SCHEMES) {
		for (const width of WIDTHS) {
			await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
			await page.setViewportSize({ width, height: 800 });
			expect(await violationsOf(page), `${when}, ${colorScheme}, ${String(width)} px`).toEqual([]);
		}
	}
}

test('axe finds no serious violation before, while and after it trains', async ({ page }) => {
	await openLab(page, 'v=1&preset=quick-mlp&p=1');
	await expectNoViolation(page, 'before');
	await startTraining(page);
	await waitForStep(page, 20);
	await expectNoViolation(page, 'while training');
	await pauseTraining(page);
	await expectNoViolation(page, 'after');
});

test('axe finds no serious violation in the share dialogue, the settings sheet and a failure', async ({
	page
}) => {
	await openLab(page, 'v=1&preset=quick-mlp');
	await page.getByRole('button', { name: 'Share' }).click();
	await expectNoViolation(page, 'share dialogue');
	await page.keyboard.press('Escape');
	await page.setViewportSize({ width: 390, height: 800 });
	await page.getByRole('button', { name: 'Experiment settings' }).click();
	expect(await violationsOf(page)).toEqual([]);

	await page.goto('about:blank');
	await visit(page, 'v=1&preset=quick-mlp&p=997');
	await expect(page.getByRole('alert')).toBeVisible();
	await expectNoViolation(page, 'failure');
});

test('a run is operated by keyboard alone, and focus stays where it was put', async ({ page }) => {
	await openLab(page, 'v=1&preset=quick-mlp');
	const focused = page.locator(':focus');
	const tabTo = async (name: string) => {
		for (let i = 0; i < 40; i++) {
			await page.keyboard.press('Tab');
			const label = await focused.evaluate(
				(element) => element.getAttribute('aria-label') ?? element.textContent.trim()
			);
			if (label === name) return;
		}
		throw new Error(`keyboard: expected to reach "${name}" within 40 tabs`);
	};
	await tabTo('Train');
	await page.keyboard.press('Enter');
	await expect(runOf(page)).toHaveAttribute('data-state', 'training');
	await expect(focused).toHaveText('Pause');
	await waitForStep(page, 5);
	await page.keyboard.press('Enter');
	await expect(runOf(page)).toHaveAttribute('data-state', 'paused');
	await expect(focused).toHaveText('Train');

	await tabTo('Prime p');
	await page.keyboard.press('ArrowRight');
	await expect(page.getByRole('spinbutton', { name: 'Prime p' })).toHaveValue('37');
	await page.keyboard.press('ArrowLeft');
	await tabTo('Show the run at step');
	await page.keyboard.press('Home');
	await expect(page.getByRole('img', { name: /^Loss over steps, at step 0:/ })).toBeVisible();
});

test('nothing scrolls sideways at 360 px, before or while it trains', async ({ page }) => {
	await page.setViewportSize({ width: 360, height: 740 });
	const widthOf = () => page.evaluate(() => document.documentElement.scrollWidth);
	await openLab(page, 'v=1&preset=quick-mlp');
	expect(await widthOf()).toBeLessThanOrEqual(360);
	await startTraining(page);
	await waitForStep(page, 20);
	expect(await widthOf()).toBeLessThanOrEqual(360);
	await expect(page.getByRole('button', { name: 'Pause' })).toBeInViewport({ ratio: 1 });
});

test('with reduced motion nothing moves by itself', async ({ page }) => {
	await page.emulateMedia({ reducedMotion: 'reduce' });
	await openLab(page, 'v=1&preset=quick-mlp');
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

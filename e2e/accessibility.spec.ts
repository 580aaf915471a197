import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from 'playwright/test';
import {
	openLab,
	openTab,
	pauseTraining,
	runOf,
	startTraining,
	trainToBudget,
	visit,
	waitForStep
} from './support/lab-page.ts';

const SCHEMES = ['light', 'dark'] as const;
const WIDTHS = [1280, 390] as const;

/** Serious and critical violations, as "id at selector". */
async function violationsOf(page: Page): Promise<readonly string[]> {
	const { violations } = await new AxeBuilder({ page }).analyze();
	return violations
		.filter(({ impact }) => impact === 'serious' || impact === 'critical')
		.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} at ${target.join(' ')}`));
}

/** Checks the current page in both themes, at desktop and phone width. */
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
	await openLab(page, 'v=1&preset=quick-mlp&p=1&steps=2000000');
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
	await page.getByRole('button', { name: 'Settings', exact: true }).click();
	expect(await violationsOf(page)).toEqual([]);

	await page.goto('about:blank');
	await visit(page, 'v=1&preset=quick-mlp&p=997');
	await expect(page.getByRole('alert')).toBeVisible();
	await expectNoViolation(page, 'failure');
});

test('a run can be operated by keyboard alone, and focus stays on the pressed button', async ({
	page
}) => {
	await openLab(page, 'v=1&preset=quick-mlp&steps=2000000');
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
	await expect(focused).toHaveAccessibleName('Pause');
	await waitForStep(page, 5);
	await page.keyboard.press('Enter');
	await expect(runOf(page)).toHaveAttribute('data-state', 'paused');
	await expect(focused).toHaveAccessibleName('Train');

	await tabTo('Prime p');
	await page.keyboard.press('ArrowRight');
	await expect(page.getByRole('spinbutton', { name: 'Prime p' })).toHaveValue('37');
	await page.keyboard.press('ArrowLeft');
	await tabTo('Show the run at step');
	await page.keyboard.press('Home');
	await expect(page.getByRole('img', { name: /^Loss over steps, at step 0:/ })).toBeVisible();
});

test('a dialogue gives focus back to the button that opened it, however it is closed', async ({
	page
}) => {
	await openLab(page, 'v=1&preset=quick-mlp');
	const share = page.getByRole('button', { name: 'Share' });
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
	await expect(definition).toHaveText(/test pairs/);
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
	await describedIn('Loss', 'shown', /\d+ train pairs, \d+ %/, /Nanda et al\. 2023, section 3/);
	await describedIn('Loss', 'never shown', /below 0\.75 × chance/, /This lab/);
	await describedIn('Loss', 'chance', /below 0\.75 × this/, /\([^)]+ 20\d\d[^)]*\)$/);
	await describedIn('Accuracy', 'never shown', /Grokked is when it reaches 0\.99/, /This lab/);
	await page.getByRole('button', { name: 'show mirrored pairs' }).click();
	await describedIn('Accuracy', 'mirrored', /mirror image/, /This lab/);
	await describedIn('Loss', 'all never shown', /judged on the non-mirrored/, /section 3/);
	await openTab(page, 'Measures');
	await describedIn('Progress measures', 'provisional', /may still change/, /Nanda et al\. 2023/);
	await describedIn('Progress measures', 'excluded', /Train loss without/, /section 5\.1/);
	await openTab(page, 'Curves');
	await describedIn('Frequencies inside', 'key', /3\.5 × uniform/, /section 4\.1/);

	// Settled lines are no longer provisional, and can be compared with the live ones.
	await page.goto('about:blank');
	await openLab(page, 'v=1&preset=quick-mlp&steps=20&key_frequency_ratio=1');
	await trainToBudget(page);
	const frequencies = 'Frequencies inside';
	await describedIn(frequencies, 'Key frequencies', /from 1 × uniform/, /section 4\.1/);
	await openTab(page, 'Measures');
	await expect(
		page.getByRole('checkbox', { name: 'show first estimate' })
	).toHaveAccessibleDescription(/while the run trained.*Nanda et al\. 2023/);
	await expect(page.getByRole('button', { name: 'provisional', exact: true })).toHaveCount(0);
});

test('nothing scrolls sideways at 360 px, before or while it trains', async ({ page }) => {
	await page.setViewportSize({ width: 360, height: 740 });
	const widthOf = () => page.evaluate(() => document.documentElement.scrollWidth);
	await openLab(page, 'v=1&preset=quick-mlp&steps=2000000');
	expect(await widthOf()).toBeLessThanOrEqual(360);
	await startTraining(page);
	await waitForStep(page, 20);
	expect(await widthOf()).toBeLessThanOrEqual(360);
	await expect(page.getByRole('button', { name: 'Pause' })).toBeInViewport({ ratio: 1 });
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

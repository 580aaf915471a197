import { expect, test } from 'playwright/test';
import {
	linkOf,
	openLab,
	openTab,
	openView,
	runOf,
	startTraining,
	trainToBudget,
	visit,
	waitForStep
} from './support/lab-page.ts';

test('tabs are chosen with arrow keys, and the link carries tab, views, axis and step', async ({
	page
}) => {
	await openLab(page, 'v=1&preset=quick-mlp&steps=60');
	await trainToBudget(page);
	const curves = page.getByRole('tab', { name: 'Curves' });
	await curves.focus();
	await page.keyboard.press('ArrowRight');
	await expect(page.getByRole('tab', { name: 'Measures' })).toBeFocused();
	await expect(page.getByRole('tabpanel', { name: 'Measures' })).toBeVisible();
	await expect.poll(() => linkOf(page).get('tab')).toBe('measures');
	await openView(page, 'Truth table');
	await page.getByRole('button', { name: 'Pin', exact: true }).click();
	await openView(page, 'Embedding on its circles');
	await expect(page.getByRole('article')).toHaveCount(2);
	await page.getByRole('radio', { name: 'linear' }).check({ force: true });
	await page.getByRole('slider', { name: 'Show the run at step' }).press('Home');
	await expect
		.poll(() => linkOf(page).toString())
		.toBe(
			'v=1&preset=quick-mlp&steps=60&tab=inside&view=embedding&pinned=truth-table&step=0&axis=linear'
		);

	// The link opens at the same place; the run is a new one, and its step 0 is shown once it trains.
	const link = linkOf(page).toString();
	await page.goto('about:blank');
	await openLab(page, link);
	await expect(page.getByRole('article', { name: /^Embedding/ })).toBeVisible();
	await expect(page.getByRole('article', { name: /^Truth table/ })).toBeVisible();
	await expect(page.getByRole('radio', { name: 'linear' })).toBeChecked();
	await trainToBudget(page);
	await expect(page.getByRole('article', { name: /^Truth table/ })).toContainText(
		'weights of step 0'
	);
	await page.getByRole('button', { name: 'Newest step' }).click();
	await expect.poll(() => linkOf(page).has('step')).toBe(false);
});

test('the link holds what is chosen in a view, and the slider shows the view at any step', async ({
	page
}) => {
	await openLab(page, 'v=1&preset=quick-mlp&steps=60&tab=inside&view=two-angles');
	const view = page.getByRole('article', { name: /^Two angles/ });
	const a = view.getByRole('spinbutton', { name: 'a', exact: true });
	const first = [await a.inputValue(), linkOf(page).get('view.a')];
	expect(first[1]).toBeNull();
	await expect(view).toContainText(/was (?:ever|never) shown\./);
	await view.getByRole('button', { name: 'Another pair that was never shown' }).click();
	await expect.poll(() => linkOf(page).get('view.a')).toMatch(/^\d+$/);
	await expect(view).toContainText(/was (?:ever|never) shown\./);
	await a.fill('7');
	await a.press('Enter');
	await expect.poll(() => linkOf(page).get('view.a')).toBe('7');
	await trainToBudget(page);
	await expect(view).toContainText('weights of step 60');
	await page.getByRole('slider', { name: 'Show the run at step' }).press('Home');
	await expect(view).toContainText('weights of step 0');

	const link = linkOf(page).toString();
	await page.goto('about:blank');
	await openLab(page, link);
	await expect(a).toHaveValue('7');
	await page.goto('about:blank');
	await visit(page, 'v=1&preset=quick-mlp&tab=inside&view=two-angles&view.a=99');
	await expect(
		page.getByText('view.a: expected a whole number from 0 to 30, got 99')
	).toBeVisible();
	await expect(a).toHaveValue(String(first[0]));
});

test('points, curves and grids of views have values by arrow keys', async ({ page }) => {
	await openLab(page, 'v=1&preset=quick-mlp&tab=inside&view=answer');
	const curves = page.getByRole('application', { name: /^Logits over the answers: arrow keys/ });
	await curves.press('End');
	await expect(page.getByText(/^answer c 30: logits/)).toBeAttached();
	await openView(page, 'Logits in Fourier space');
	await page.getByRole('application', { name: /^Norm per pair of frequencies/ }).press('ArrowDown');
	await expect(page.getByText(/^frequency along a 0, frequency along b 0: /)).toBeVisible();
	await openView(page, 'Neurons by frequency');
	await page.getByRole('application', { name: /^Neurons by explained/ }).press('Home');
	await expect(page.getByText(/^variance explained by one frequency 0–5/)).toBeVisible();
});

test('a link to a step offers to train to exactly that step, and shows what it names', async ({
	page
}) => {
	const link = 'v=1&preset=quick-mlp&steps=2000000&tab=inside&view=truth-table&step=43&axis=linear';
	await openLab(page, link);
	await expect(page.getByText('This link points at step 43. Train to step 43?')).toBeVisible();
	// There is no recorded run of this preset.
	await expect(page.getByRole('button', { name: /of the recorded run$/ })).toHaveCount(0);
	await page.getByRole('button', { name: 'Train to step 43', exact: true }).click();
	await expect(runOf(page)).toHaveAttribute('data-state', 'paused');
	await expect(runOf(page)).toHaveAttribute('data-step', '43');
	await expect(page.getByRole('article', { name: /^Truth table/ })).toContainText(
		'weights of step 43'
	);
	await expect(page.getByRole('radio', { name: 'linear' })).toBeChecked();
	expect(linkOf(page).toString()).toBe(link);
	await page.getByRole('button', { name: 'Continue', exact: true }).click();
	await waitForStep(page, 60);
	await expect.poll(() => linkOf(page).has('step')).toBe(false);
});

test('a link to a step of a preset with a recorded run offers that step of the recorded run', async ({
	page
}) => {
	await openLab(page, 'v=1&preset=nanda-2023&step=5000');
	await page.getByRole('button', { name: 'Show step 5\u202f000 of the recorded run' }).click();
	await expect(runOf(page)).toHaveAttribute('data-state', 'replay');
	await expect(page.getByRole('slider', { name: 'Show the run at step' })).toHaveAttribute(
		'aria-valuetext',
		'step 5\u202f000'
	);
	await expect.poll(() => linkOf(page).get('play')).toBe('recorded');
	expect(linkOf(page).get('step')).toBe('5000');
});

test('a link to another place of the same run is followed without losing the run', async ({
	page
}) => {
	await openLab(page, 'v=1&preset=quick-mlp&steps=40');
	await trainToBudget(page);
	await page.evaluate(() => {
		location.hash = 'v=1&preset=quick-mlp&steps=40&tab=measures';
	});
	await expect(page.getByRole('tabpanel', { name: 'Measures' })).toBeVisible();
	await expect(runOf(page)).toHaveAttribute('data-step', '40');
	await page.goBack();
	await expect(page.getByRole('tabpanel', { name: 'Curves' })).toBeVisible();
	await expect(runOf(page)).toHaveAttribute('data-step', '40');
});

test('a link opens the recorded run, and an unknown place is named', async ({ page }) => {
	await visit(page, 'v=1&preset=nanda-2023&tab=graphs&play=recorded');
	await expect(runOf(page)).toHaveAttribute('data-state', 'replay', { timeout: 60_000 });
	await expect(
		page.getByText('tab: expected one of curves, measures, inside, got graphs')
	).toBeVisible();
	await expect(page.getByRole('tabpanel', { name: 'Curves' })).toBeVisible();
});

test('Space trains and pauses, L changes the axis, and both can be switched off', async ({
	page
}) => {
	await openLab(page, 'v=1&preset=quick-mlp&steps=2000000');
	await page.keyboard.press('Space');
	await expect(runOf(page)).toHaveAttribute('data-state', 'training');
	await page.keyboard.press('Space');
	await expect(runOf(page)).toHaveAttribute('data-state', 'paused');
	await page.keyboard.press('l');
	await expect(page.getByRole('radio', { name: 'linear' })).toBeChecked();
	// A field has its own keys.
	await page.getByRole('spinbutton', { name: 'Seed', exact: true }).press('l');
	await expect(page.getByRole('radio', { name: 'linear' })).toBeChecked();
	await page.getByRole('button', { name: 'About' }).click();
	await page.getByRole('checkbox', { name: 'Use Space and L' }).uncheck();
	await page.getByRole('button', { name: 'Close' }).click();
	await page.locator('body').click({ position: { x: 2, y: 400 } });
	await page.keyboard.press('l');
	await expect(page.getByRole('radio', { name: 'linear' })).toBeChecked();
});

test('skip links lead to the parts of the page', async ({ page }) => {
	await openLab(page, 'v=1&preset=quick-mlp');
	await page.keyboard.press('Tab');
	await expect(page.getByRole('link', { name: /Skip to Train/ })).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeFocused();
	await page.getByRole('link', { name: 'Skip to the settings' }).focus();
	await page.keyboard.press('Enter');
	await expect(page.getByLabel('Preset', { exact: true })).toBeFocused();
});

test('the steps of a run can be replayed, and a search finds a setting by its help', async ({
	page
}) => {
	await openLab(page, 'v=1&preset=quick-mlp&steps=100');
	await trainToBudget(page);
	await page.getByRole('button', { name: 'Replay the steps so far' }).click();
	const slider = page.getByRole('slider', { name: 'Show the run at step' });
	await expect(slider).toHaveAttribute('aria-valuetext', /^step \d{1,2}$/);
	await page.getByRole('button', { name: 'Pause the replay' }).click();
	await page.getByRole('button', { name: 'Newest step' }).click();
	await openTab(page, 'Curves');
	await page.getByText(/^All \d+ settings/).click();
	await page.getByRole('searchbox').fill('pauses here');
	await expect(page.getByRole('spinbutton', { name: 'Budget' })).toBeVisible();
	await expect(page.getByRole('spinbutton', { name: 'Learning rate' })).toHaveCount(0);
	await page.getByRole('searchbox').fill('no such setting');
	await expect(page.getByText('No setting has “no such setting”')).toBeVisible();
});

for (const [width, height] of [
	[390, 844],
	[320, 256],
	[844, 390]
] as const) {
	test(`at ${String(width)} x ${String(height)} one row at most stays over the content, and nothing scrolls sideways`, async ({
		page
	}) => {
		await page.setViewportSize({ width, height });
		await openLab(page, 'v=1&preset=quick-mlp&steps=2000000');
		await startTraining(page);
		await waitForStep(page, 50);
		await page.mouse.wheel(0, 500);
		const { covered, sideways } = await page.evaluate(() => {
			const stuck = [...document.querySelectorAll('*')].filter((element) => {
				const { position } = getComputedStyle(element);
				const box = element.getBoundingClientRect();
				const isEmpty = box.height < 8 || box.width < 8;
				return (position === 'sticky' || position === 'fixed') && !isEmpty;
			});
			const inSight = stuck
				.map((element) => element.getBoundingClientRect())
				.filter(({ top, bottom }) => bottom > 0 && top < innerHeight);
			return {
				covered: inSight.reduce((sum, box) => sum + box.height, 0),
				sideways: document.documentElement.scrollWidth
			};
		});
		expect(sideways).toBeLessThanOrEqual(width);
		expect(covered).toBeLessThan(height > 560 ? 130 : 70);
		await expect(page.getByRole('button', { name: 'Pause' })).toBeInViewport({ ratio: 1 });
	});
}

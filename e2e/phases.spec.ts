import { expect, test, type JSHandle, type Page } from 'playwright/test';
import { openLab, openTab, runOf, trainToBudget } from './support/lab-page.ts';

/** All texts that the live region shows, in order. */
async function listen(page: Page): Promise<JSHandle<string[]>> {
	const region = page.locator('[aria-live="polite"]', { hasText: 'A small network learns' });
	return region.evaluateHandle((element) => {
		const said: string[] = [];
		new MutationObserver(() => said.push(element.textContent)).observe(element, {
			childList: true,
			characterData: true,
			subtree: true
		});
		return said;
	});
}

const cellsOf = (page: Page) => page.getByRole('region', { name: 'Phases' }).getByRole('listitem');
const storyOf = (page: Page) => page.locator('.story .headline');

test('a run that grokked and lost it says so, and says at an earlier step that it had grokked', async ({
	page
}) => {
	await openLab(page, 'v=1&preset=quick-mlp&p=17&frac_train=0.7&lr=0.1&weight_decay=3&steps=2000');
	await trainToBudget(page);
	await expect(runOf(page)).toHaveAttribute('data-phase', 'lost');
	await expect(cellsOf(page)).toHaveCount(5);
	await expect(page.locator('[aria-current="step"]')).toContainText(/^Lost.* step \d[^.]*$/);
	await expect(storyOf(page)).toHaveText(/^Grokked at step [\d\s–]+, lost at step [\d\s–]+\./);
	await expect(
		page.getByText(/It answers [\d.]+\s% of the non-mirrored pairs it never saw\./)
	).toBeVisible();

	const slider = page.getByRole('slider', { name: 'Show the run at step' });
	await slider.press('Home');
	await expect(storyOf(page)).toHaveText(/It had learned nothing: it guessed\.$/);
});

test('noise does not count as circuit formation: a run that only memorized has not grokked', async ({
	page
}) => {
	await openLab(
		page,
		'v=1&preset=quick-mlp&frac_train=0.2&weight_decay=0&steps=600&loss=mean-squared-error'
	);
	const heard = await listen(page);
	await trainToBudget(page);
	await expect(storyOf(page)).toHaveText('It has not grokked in 600 steps.');
	await expect(
		page.getByText(/It has learned by heart the pairs it was shown\. It answers \d/)
	).toBeVisible();
	await expect(page.getByRole('link', { name: /^More weight decay: 0 → 1/ })).toBeVisible();
	const said = await heard.jsonValue();
	expect(said.join(' ')).not.toMatch(/circuit formation|general solution/i);
	await expect(cellsOf(page).nth(1)).toContainText('not seen');
	await expect(cellsOf(page).nth(3)).toContainText('not in 600 steps');
	await openTab(page, 'Measures');
	await expect(page.getByText('No frequency stands out in this network').first()).toBeVisible();
	await expect(page.getByText(/No key frequency yet|none yet/)).toHaveCount(0);
});

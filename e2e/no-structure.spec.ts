import { expect, test } from 'playwright/test';
import {
	collectComplaints,
	openDevice,
	openLab,
	openTab,
	trainToBudget
} from './support/lab-page.ts';

test('for a task without frequencies the page says why there is no spectrum, and shows what it has', async ({
	page
}) => {
	const complaints = collectComplaints(page);
	await openLab(page, 'v=1&preset=quick-mlp&task=sparse-parity&model=sign-mlp&steps=20');
	const shown = page.getByRole('region', { name: 'What this run shows' });
	await expect(shown).toContainText('no cyclic group, so there are no frequencies');
	await expect(shown).toContainText('Not offered: Truth table');
	await openTab(page, 'Inside');
	await expect(page.getByText('No view applies to this run.')).toBeVisible();
	await openTab(page, 'Measures');
	await expect(page.getByRole('region', { name: 'Progress measures' })).toHaveCount(0);
	await openTab(page, 'Curves');
	await trainToBudget(page);
	await expect(shown).toContainText('Sum of squared weights');
	await expect(await openDevice(page)).toContainText(/1\s000 examples shown, 100 never shown/);
	const accuracy = page.getByRole('region', { name: 'Accuracy' });
	await expect(accuracy.getByRole('img')).toHaveAccessibleName(
		/shown [\d.]+\s%, never shown [\d.]+\s%/
	);
	expect(complaints).toEqual([]);
});

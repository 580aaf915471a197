import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'playwright/test';
import { serveFolder } from '../src/launch/serve-folder.mjs';
import { makeToyCopy, type ToyCopy } from '../tests/support/toys/toy-copy.ts';
import {
	collectComplaints,
	exportMetrics,
	linkOf,
	openLab,
	openSettings,
	openTab,
	openView,
	trainToBudget
} from './support/lab-page.ts';

const PORT = 4274;
const VITE = join('node_modules', 'vite', 'bin', 'vite.js');

let copy: ToyCopy;
let server: Awaited<ReturnType<typeof serveFolder>>;

test.beforeAll(async () => {
	copy = makeToyCopy();
	await promisify(execFile)(process.execPath, [VITE, 'build'], { cwd: copy.folder });
	server = await serveFolder(join(copy.folder, 'dist'), { port: PORT, isStrict: true });
});

test.afterAll(async () => {
	await server.close();
	copy.remove();
});

test.use({ baseURL: `http://localhost:${String(PORT)}` });

test('the page offers, trains and draws a toy of every kind', async ({ page }) => {
	const complaints = collectComplaints(page);
	await openLab(page, 'v=1&preset=toy-reversal&steps=20');
	await openSettings(page);
	for (const [picker, label] of [
		['Preset', 'Toy: reversed sequences'],
		['Task', 'Reversed sequence'],
		['Model', 'MLP of two layers'],
		['Loss', 'Capped squares'],
		['Optimizer', 'SGD by kind']
	] as const) {
		const box = page.getByRole('combobox', { name: picker, exact: true });
		await expect(box.locator('option:checked'), picker).toHaveText(label);
	}
	await expect(page.locator('#param-key_frequency_rule option:checked')).toHaveText(
		'The two strongest of the embedding'
	);
	await expect(page.locator('#param-measure_weight_size')).toBeChecked();
	await trainToBudget(page);
	await expect(
		page.getByRole('region', { name: 'Accuracy' }).getByRole('img')
	).toHaveAccessibleName(/shown [\d.]+\s%, never shown, distinct [\d.]+\s%/);
	await openTab(page, 'Measures');
	await expect(page.getByRole('region', { name: 'Length of the weights' })).toBeVisible();
	// Losses and accuracies of its groups are lines of those charts, and no further measures.
	await expect(page.getByText('More measures')).toHaveCount(0);
	const view = await openView(page, 'Accuracy by position');
	await expect(view.getByRole('img', { name: /^Right by split and position/ })).toBeVisible();
	await expect(view.getByRole('combobox', { name: 'Values' })).toBeVisible();
	expect(linkOf(page).get('preset')).toBe('toy-reversal');
	const { rows } = await exportMetrics(page);
	const columns = Object.keys(rows[0] ?? {});
	for (const column of ['distinct_accuracy', 'repeating_loss', 'longest_tensor']) {
		expect(columns).toContain(column);
	}
	expect(rows.length).toBeGreaterThan(1);
	expect(complaints).toEqual([]);
});

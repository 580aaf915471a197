import { readFile } from 'node:fs/promises';
import { expect, type Locator, type Page } from 'playwright/test';
import { parseMetrics, type Metrics } from './metrics-csv.ts';

/** Enough for hundreds of steps on a software adapter, on a busy machine. */
export const RUN_TIMEOUT_MS = 200_000;
const OPEN_TIMEOUT_MS = 60_000;

/**
 * The element with the state of the run: `data-state`, `data-reason`, `data-step`,
 * `data-checkpoint`, `data-phase`, `data-backend`.
 */
export function runOf(page: Page): Locator {
	return page.getByRole('main');
}

/** Opens the page with a fragment (without `#`). Any state may follow. */
export async function visit(page: Page, fragment = ''): Promise<void> {
	await page.goto(fragment === '' ? '/' : `/#${fragment}`);
}

/** Opens the page and waits until the run can be trained. */
export async function openLab(page: Page, fragment = ''): Promise<void> {
	await visit(page, fragment);
	await expect(runOf(page)).toHaveAttribute('data-state', 'ready', { timeout: OPEN_TIMEOUT_MS });
}

/** Chooses in the header what trains. Any state may follow. */
export async function trainOn(page: Page, backend: 'webgpu' | 'wasm' | 'reference'): Promise<void> {
	await openDevice(page);
	await page.getByRole('combobox', { name: 'Training on' }).selectOption(backend);
}

/** Opens what the header says about the device, and returns it. */
export async function openDevice(page: Page): Promise<Locator> {
	const opener = page.getByRole('button', { name: /^Device: / });
	if ((await opener.getAttribute('aria-expanded')) === 'false') await opener.click();
	return opener.locator('..').locator('.content');
}

/** The failure that the page shows, with everything that it says about it. */
export async function openFailure(page: Page): Promise<Locator> {
	const alert = page.getByRole('alert');
	await alert.getByRole('button', { name: /^What happened/ }).click();
	return alert;
}

export type TabName = 'Curves' | 'Measures' | 'Inside';

export async function openTab(page: Page, name: TabName): Promise<void> {
	await page.getByRole('tab', { name }).click();
	await expect(page.getByRole('tabpanel', { name })).toBeVisible();
}

/** Shows a view large. @param title how its title begins */
export async function openView(page: Page, title: string): Promise<Locator> {
	await openTab(page, 'Inside');
	const views = page.getByRole('navigation', { name: 'Views' });
	const name = new RegExp(`^${title}`);
	// The tab is loaded when it is first opened.
	await expect(views).toBeVisible();
	if (await views.locator('ul').isVisible()) await views.getByRole('button', { name }).click();
	else {
		const label = await views.locator('option').filter({ hasText: name }).innerText();
		await views.getByRole('combobox').selectOption({ label });
	}
	return page.getByRole('article', { name });
}

/** Shows all settings in the rail. */
export async function openSettings(page: Page): Promise<void> {
	await page.getByText(/^All \d+ settings/).click();
}

/** Opens the page and changes to the software adapter, which is not the default. */
export async function openOnWebGpu(page: Page, fragment = ''): Promise<void> {
	await openLab(page, fragment);
	await trainOn(page, 'webgpu');
	await expect(runOf(page)).toHaveAttribute('data-backend', 'software');
	await expect(runOf(page)).toHaveAttribute('data-state', 'ready', { timeout: OPEN_TIMEOUT_MS });
}

/** Number of steps that the page has received. */
export async function stepOf(page: Page): Promise<number> {
	return Number(await runOf(page).getAttribute('data-step'));
}

export async function waitForStep(page: Page, step: number): Promise<void> {
	await expect
		.poll(() => stepOf(page), { timeout: RUN_TIMEOUT_MS, intervals: [50] })
		.toBeGreaterThanOrEqual(step);
}

/** Waits for a checkpoint after step 0, from which the run can resume. */
export async function waitForCheckpoint(page: Page): Promise<void> {
	await expect
		.poll(async () => Number(await runOf(page).getAttribute('data-checkpoint')), {
			timeout: RUN_TIMEOUT_MS,
			intervals: [50]
		})
		.toBeGreaterThan(0);
}

export async function startTraining(page: Page): Promise<void> {
	await page.getByRole('button', { name: /^(Train|Continue)$/ }).click();
	await expect(runOf(page)).toHaveAttribute('data-state', 'training');
}

export async function pauseTraining(page: Page): Promise<void> {
	await page.getByRole('button', { name: 'Pause', exact: true }).click();
	await expect(runOf(page)).toHaveAttribute('data-state', 'paused');
}

/** Waits for the end of the budget, which the page shows with a button to continue. */
export async function waitForBudget(page: Page): Promise<void> {
	await expect(runOf(page)).toHaveAttribute('data-reason', 'budget', { timeout: RUN_TIMEOUT_MS });
	await expect(page.getByRole('button', { name: 'Continue', exact: true })).toBeEnabled();
}

/** Trains to the end of the budget. A short run may end before a test sees its state `training`. */
export async function trainToBudget(page: Page): Promise<void> {
	await page.getByRole('button', { name: 'Train', exact: true }).click();
	await waitForBudget(page);
}

/** Chooses an item of the menu "Save" and reads the file. */
async function saved(page: Page, item: string): Promise<Metrics> {
	const coming = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await page.getByRole('button', { name: item }).click();
	const download = await coming;
	return parseMetrics(await readFile(await download.path(), 'utf8'));
}

/** The measures with the final key frequencies. */
export const exportSettled = (page: Page) => saved(page, 'Save final measures');

/** All metrics of the run so far. */
export async function exportMetrics(page: Page): Promise<Metrics> {
	return saved(page, 'Save curves');
}

/** Opens a link, trains to its budget and exports. */
export async function metricsOfRun(
	page: Page,
	fragment: string,
	open: typeof openLab
): Promise<Metrics> {
	await open(page, fragment);
	await trainToBudget(page);
	return exportMetrics(page);
}

/** The entries of the address's fragment. */
export function linkOf(page: Page): URLSearchParams {
	return new URLSearchParams(new URL(page.url()).hash.slice(1));
}

/** Collects errors and console errors of the page. */
export function collectComplaints(page: Page): readonly string[] {
	const complaints: string[] = [];
	page.on('pageerror', (error) => complaints.push(error.message));
	page.on('console', (message) => {
		if (message.type() === 'error') complaints.push(message.text());
	});
	return complaints;
}

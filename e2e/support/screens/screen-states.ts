import { expect, type Page } from 'playwright/test';
import {
	openLab,
	openTab,
	openView,
	pauseTraining,
	runOf,
	startTraining,
	trainToBudget,
	visit,
	waitForStep
} from '../lab-page.ts';
import { patchWorker } from '../patch-worker.ts';

/** A state of the page that `npm run screens` takes pictures of. */
interface ScreenState {
	readonly name: string;
	/** Opens the page in this state, on a window of 1280 x 800. */
	readonly enter: (page: Page) => Promise<void>;
	/** Opens what closes, or is elsewhere, when the window changes its size. */
	readonly resized?: (page: Page) => Promise<void>;
}

const QUICK = 'v=1&preset=quick-transformer';
/** Trains until the pictures are taken, whatever the machine. */
const ENDLESS = 'steps=2000000';
const GROKS_TIMEOUT_MS = 120_000;
/** Views at p = 113 on the CPU. */
const VIEW_TIMEOUT_MS = 120_000;

async function openGrokked(page: Page): Promise<void> {
	await openLab(page, QUICK);
	await trainToBudget(page);
}

/** A run at p = 113, far from its end. */
async function openTraining(page: Page): Promise<void> {
	await openLab(page, `v=1&preset=nanda-2023&${ENDLESS}`);
	await startTraining(page);
	await waitForStep(page, 150);
}

/** Opens the rail where it is a sheet. */
async function showRail(page: Page): Promise<void> {
	const opener = page.getByRole('button', { name: 'Settings', exact: true });
	if (await opener.isVisible()) await opener.click();
}

async function closeDialogs(page: Page): Promise<void> {
	if ((await page.locator('dialog:modal').count()) > 0) await page.keyboard.press('Escape');
}

async function showSettings(page: Page): Promise<void> {
	await closeDialogs(page);
	await showRail(page);
	const all = page.getByText(/^All \d+ settings/);
	const search = page.getByRole('searchbox', { name: 'Search the settings' });
	if (!(await search.isVisible())) await all.click();
	await search.fill('decay');
	await all.scrollIntoViewIfNeeded();
}

const openDialog = (name: string) => async (page: Page) => {
	await page.getByRole('button', { name, exact: true }).click();
	await expect(page.getByRole('dialog')).toBeVisible();
};

/** Opens a popover of the header, which closes at a press elsewhere. */
const openPopover = (name: RegExp) => async (page: Page) => {
	const opener = page.getByRole('button', { name }).first();
	if ((await opener.getAttribute('aria-expanded')) === 'false') await opener.click();
};

async function openViewOf(page: Page, title: string): Promise<void> {
	const view = await openView(page, title);
	await expect(view.locator('figure, table, canvas').first()).toBeVisible({
		timeout: VIEW_TIMEOUT_MS
	});
}

export const SCREEN_STATES: readonly ScreenState[] = [
	{ name: 'opening', enter: (page) => openLab(page) },
	{ name: 'training', enter: openTraining },
	{
		name: 'memorized',
		enter: async (page) => {
			await openLab(page, `${QUICK}&${ENDLESS}`);
			await startTraining(page);
			await waitForStep(page, 200);
			await pauseTraining(page);
		}
	},
	{ name: 'grokked', enter: openGrokked },
	{
		name: 'not-grokked',
		enter: async (page) => {
			await openLab(page, `${QUICK}&weight_decay=0`);
			await trainToBudget(page);
		}
	},
	{
		name: 'lost',
		enter: async (page) => {
			await openLab(page, 'v=1&preset=quick-mlp&p=17&frac_train=0.7&lr=0.1&weight_decay=3');
			await trainToBudget(page);
		}
	},
	{
		name: 'diverged',
		enter: async (page) => {
			await openLab(page, `${QUICK}&weight_decay=1000`);
			await page.getByRole('button', { name: 'Train', exact: true }).click();
			await expect(runOf(page)).toHaveAttribute('data-state', 'failed');
		}
	},
	{
		name: 'changed-field',
		enter: async (page) => {
			await openTraining(page);
			await page.getByRole('slider', { name: 'Prime p' }).press('ArrowLeft');
		},
		resized: async (page) => {
			await closeDialogs(page);
			await showRail(page);
		}
	},
	{
		name: 'recording',
		enter: async (page) => {
			await openLab(page);
			await page.getByRole('button', { name: 'Play the recorded run' }).click();
			await waitForStep(page, 1000);
		}
	},
	{
		name: 'no-webgpu',
		enter: async (page) => {
			await patchWorker(page, (script) => `delete WorkerNavigator.prototype.gpu;\n${script}`);
			await visit(page, `${QUICK}&play=recorded`);
			await expect(runOf(page)).toHaveAttribute('data-state', 'replay');
			await waitForStep(page, 300);
		},
		resized: openPopover(/^Device: /)
	},
	{
		name: 'measures',
		enter: async (page) => {
			await openGrokked(page);
			await openTab(page, 'Measures');
		}
	},
	{
		name: 'two-angles',
		enter: async (page) => {
			await openGrokked(page);
			await openViewOf(page, 'Two angles');
		}
	},
	{
		name: 'grid-view',
		enter: async (page) => {
			await openGrokked(page);
			await openViewOf(page, 'Truth table');
		}
	},
	{
		name: 'mlp-inside',
		enter: async (page) => {
			await openLab(page, 'v=1&preset=quick-mlp');
			await trainToBudget(page);
			await openViewOf(page, 'Neurons by frequency');
		}
	},
	{
		name: 'looked-back',
		enter: async (page) => {
			await openGrokked(page);
			const slider = page.getByRole('slider', { name: 'Show the run at step' });
			await slider.press('Home');
			for (let i = 0; i < 12; i += 1) await slider.press('ArrowRight');
		}
	},
	{ name: 'share', enter: openGrokked, resized: reopened('Share') },
	{ name: 'save', enter: openGrokked, resized: openPopover(/^Save/) },
	{ name: 'settings', enter: (page) => openLab(page), resized: showSettings },
	{ name: 'keys', enter: (page) => openLab(page), resized: reopened('About') },
	{
		name: 'refused',
		enter: async (page) => {
			await visit(page, 'v=1&preset=quick-mlp&p=997');
			await expect(page.getByRole('alert')).toBeVisible({ timeout: GROKS_TIMEOUT_MS });
		}
	},
	{ name: 'repaired-link', enter: (page) => openLab(page, `${QUICK}&p=2.5&flux=3&axis=cubic`) }
];

function reopened(name: string) {
	return async (page: Page) => {
		await closeDialogs(page);
		await openDialog(name)(page);
	};
}

import { expect, test, type Page } from 'playwright/test';
import {
	collectComplaints,
	linkOf,
	openDevice,
	openLab,
	openSettings,
	openTab,
	openView,
	runOf,
	startTraining,
	waitForStep
} from './support/lab-page.ts';
import { violationsOf } from './support/page-flaws.ts';
import { patchWorker } from './support/patch-worker.ts';
import { memorizedIn, phaseBegan } from './support/phase-words.ts';
import { barsOf, frequenciesOf, powerOfStrongest } from './support/spectrum-words.ts';

/** A replay lasts 40 seconds; the machine may have other work. */
const PLAYING_TIMEOUT_MS = 120_000;
/** Views at p = 113 on the CPU. */
const VIEW_TIMEOUT_MS = 120_000;
const GALLERY = /\/gallery\//;
/** Without a GPU the page opens with a preset that has a recorded run too. */
const CANONICAL = /\/gallery\/nanda-2023\./;

/** Train of a live run, Play and Pause of a recorded one. */
const mainOf = (page: Page) => page.locator('.story .train');
const barOf = (page: Page) => page.getByRole('region', { name: 'Replay' });

const withoutWebGpu = (page: Page) =>
	patchWorker(page, (script) => `delete WorkerNavigator.prototype.gpu;\n${script}`);

/** The addresses that the page requests from now on. */
function collectRequests(page: Page): readonly string[] {
	const addresses: string[] = [];
	page.on('request', (request) => addresses.push(request.url()));
	return addresses;
}

async function expectNoViolation(page: Page): Promise<void> {
	for (const colorScheme of ['light', 'dark'] as const) {
		for (const width of [1280, 390]) {
			await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
			await page.setViewportSize({ width, height: 800 });
			expect(await violationsOf(page), `${colorScheme}, ${String(width)} px`).toEqual([]);
		}
	}
}

test.describe('without WebGPU', () => {
	test.describe.configure({ mode: 'serial' });
	let page: Page;
	let requests: readonly string[];
	let complaints: readonly string[];

	test.beforeAll(async ({ browser }) => {
		page = await browser.newPage();
		requests = collectRequests(page);
		complaints = collectComplaints(page);
		await withoutWebGpu(page);
		await openLab(page);
		await page.getByRole('button', { name: 'Play the recorded run' }).click();
	});
	test.afterAll(() => page.close());

	test('the recorded run plays in the place of a live one, which the CPU could train', async () => {
		await expect(runOf(page)).toHaveAttribute('data-state', 'replay');
		await expect(barOf(page)).toContainText('Recorded run: p = 113');
		await expect(mainOf(page)).toHaveAccessibleName('Pause');
		expect(linkOf(page).get('play')).toBe('recorded');
		await expect(page.getByRole('button', { name: 'Train this yourself' })).toBeEnabled();
		await expect(page.getByText(/^\d+ changed$/)).toHaveCount(0);
		await expect(page.getByText(/^step [\d\u202f]+ of 14\u202f000$/)).toBeVisible();
	});

	test('the replay can be paused and continued', async () => {
		await mainOf(page).click();
		await expect(mainOf(page)).toHaveAccessibleName('Play');
		const step = await runOf(page).getAttribute('data-step');
		await page.waitForTimeout(1500);
		expect(await runOf(page).getAttribute('data-step')).toBe(step);
		await mainOf(page).click();
		await expect(runOf(page)).not.toHaveAttribute('data-step', step ?? '');
	});

	test('at its end curves, phases, measures and spectra are there as for a live run', async () => {
		await expect(mainOf(page)).toHaveAccessibleName('Play again', { timeout: PLAYING_TIMEOUT_MS });
		await expect(runOf(page)).toHaveAttribute('data-phase', 'grokked');
		await expect(page.getByRole('img', { name: /^Loss over steps/ })).toHaveAccessibleName(
			/shown \d.*, never shown, non-mirrored \d/
		);
		await expect(page.getByRole('img', { name: /^Accuracy over steps/ })).toHaveAccessibleName(
			/shown 100\.00\s%, never shown, non-mirrored (99\.\d\d|100\.00)\s%/
		);
		await openTab(page, 'Measures');
		await expect(page.getByRole('img', { name: /^Progress measures/ })).toHaveAccessibleName(
			/restricted \d.*, excluded \d/
		);
		await expect(page.getByRole('img', { name: /^Gini coefficients/ })).toHaveAccessibleName(
			/W_E \d.*, W_L \d/
		);
		await openTab(page, 'Curves');
		const memorized = await memorizedIn(page);
		const circuit = await phaseBegan(page, 'Circuit formation');
		const cleanup = await phaseBegan(page, 'Cleanup');
		const grokked = await phaseBegan(page, 'Grokked');
		expect(memorized.by).toBeLessThan(circuit.after);
		expect(circuit.by).toBeLessThan(cleanup.after);
		const version = page.getByRole('button', { name: 'final', exact: true });
		await expect(version).toHaveAccessibleDescription(
			/final key frequencies.*The estimate was step/
		);
		expect(cleanup.by).toBeLessThanOrEqual(grokked.by);
		expect((await powerOfStrongest(page)).percent).toBeGreaterThan(50);
		await expect(frequenciesOf(page)).not.toContainText('so far');
	});

	test('the fields of its rules can be read, not changed', async () => {
		await openSettings(page);
		await expect(page.getByText('These rules are fixed in a replay')).toBeVisible();
		await expect(page.getByRole('spinbutton', { name: 'Memorized at' })).toBeDisabled();
		await expect(page.getByRole('combobox', { name: 'Key frequencies by' })).toBeDisabled();
		await openSettings(page);
	});

	test('the embedding is drawn on its circles from the recorded weights, on the CPU', async () => {
		const view = await openView(page, 'Embedding on its circles');
		await expect(view).toContainText(/weights of step \d/, { timeout: VIEW_TIMEOUT_MS });
		await expect(view.getByRole('img').first()).toBeVisible();
		const roundness = await view
			.getByText(/^roundness/)
			.first()
			.locator('..')
			.innerText();
		expect(Number(/([\d.]+)\s*%/.exec(roundness)?.[1])).toBeGreaterThan(50);
	});

	test('scrubbed back, spectrum and view are those of the earlier step', async () => {
		await openTab(page, 'Curves');
		const { percent: late } = await powerOfStrongest(page);
		const slider = page.getByRole('slider', { name: 'Show the run at step' });
		await slider.focus();
		await page.keyboard.press('Home');
		await expect(barsOf(page)).toHaveAccessibleName(/step 0\./);
		const { percent: early } = await powerOfStrongest(page);
		expect(early).toBeLessThan(25);
		expect(early).toBeLessThan(late);
		const view = await openView(page, 'Embedding on its circles');
		await expect(view).toContainText('weights of step 0', { timeout: VIEW_TIMEOUT_MS });
		await slider.focus();
		await page.keyboard.press('End');
	});

	test('the run card opens with one press', async () => {
		await barOf(page).getByText('Run card').click();
		await expect(barOf(page).getByText('#v=1&preset=nanda-2023')).toBeVisible();
		await expect(barOf(page).getByText(/rounding them changed the loss/)).toBeAttached();
		await barOf(page).getByText('Run card').click();
	});

	test('after the replay the page says again what is missing, and offers the recorded run', async () => {
		await barOf(page).getByRole('button', { name: 'End the replay' }).click();
		await expect(runOf(page)).toHaveAttribute('data-state', 'ready');
		const note = await openDevice(page);
		await expect(note).toContainText('This browser has no WebGPU');
		// The popover lies over the story.
		await page.keyboard.press('Escape');
		await page.getByRole('button', { name: 'Play the recorded run' }).click();
		await expect(runOf(page)).toHaveAttribute('data-state', 'replay');
	});

	test("the recorded run and its weights were fetched once, from the page's own origin", () => {
		const fetched = requests.filter((address) => CANONICAL.test(address));
		expect(fetched.map((address) => address.replace(/.*\./, ''))).toEqual(['json', 'bin']);
		const origins = new Set(requests.map((address) => new URL(address).origin));
		expect([...origins]).toEqual([new URL(page.url()).origin]);
		expect(complaints).toEqual([]);
	});
});

test('with reduced motion the replay shows its end, and axe finds no serious violation', async ({
	page
}) => {
	await page.emulateMedia({ reducedMotion: 'reduce' });
	await openLab(page);
	await page.getByRole('button', { name: 'Play the recorded run' }).click();
	await expect(mainOf(page)).toHaveAccessibleName('Play again');
	await expect(runOf(page)).toHaveAttribute('data-phase', 'grokked');
	await expectNoViolation(page);
	await barOf(page).getByText('Run card').click();
	await expectNoViolation(page);
});

test('with WebGPU the recorded run is fetched on request, and Train replaces it by a live run', async ({
	page
}) => {
	const requests = collectRequests(page);
	await openLab(page, 'v=1&preset=quick-mlp');
	expect(requests.filter((address) => GALLERY.test(address))).toEqual([]);
	await page.getByRole('button', { name: 'Play the recorded run' }).click();
	await expect(runOf(page)).toHaveAttribute('data-state', 'replay');
	await expect(mainOf(page)).toBeFocused();
	await expect(page.getByLabel('Preset', { exact: true })).toHaveValue('nanda-2023');
	await barOf(page).getByRole('button', { name: 'Skip to the end' }).click();
	await expect(runOf(page)).toHaveAttribute('data-phase', 'grokked');
	await page.getByLabel('Preset', { exact: true }).selectOption('quick-mlp');
	await page.getByRole('button', { name: 'Train this yourself', exact: true }).click();
	await expect(barOf(page)).toBeHidden();
	await waitForStep(page, 5);
});

test('a page without the recorded run says so and works', async ({ page }) => {
	await page.route(GALLERY, (route) => route.fulfill({ status: 404, body: 'none' }));
	await openLab(page, 'v=1&preset=quick-mlp&steps=2000000');
	await page.getByRole('button', { name: 'Play the recorded run' }).click();
	await expect(page.getByText('The recorded run cannot be shown here')).toBeVisible();
	await startTraining(page);
});

test('the recorded run is drawn behind the charts of the canonical run, also while it trains', async ({
	page
}) => {
	const requests = collectRequests(page);
	await openLab(page, 'v=1&preset=nanda-2023');
	const loss = page.getByRole('region', { name: 'Loss' });
	const ghost = loss.getByRole('button', { name: 'recorded run, p = 113, seed 0' });
	await expect(ghost).toHaveAttribute('aria-pressed', 'true');
	expect(requests.filter((address) => GALLERY.test(address))).toHaveLength(1);
	await page.getByRole('button', { name: '+1 step' }).click();
	await expect(runOf(page)).toHaveAttribute('data-step', '1');
	await expect(ghost).toHaveAttribute('aria-pressed', 'true');
	// One press hides it in all charts.
	await ghost.click();
	await expect(ghost).toHaveAttribute('aria-pressed', 'false');
});

import { expect, test } from 'playwright/test';
import { openOnWebGpu as openInChromium, startTraining, stepOf } from '../support/lab-page.ts';
import { openOnWebGpu, press, runAttribute, waitForRun } from './support/firefox-page.ts';
import { openFirefox } from './support/open-firefox.ts';

/** Steps so short that reading back takes most of the time. */
const LINK = 'v=1&preset=quick-mlp&p=13&d_mlp=32&frac_train=0.6&steps=2000000&evaluate_every=1000';
/** Time until batches have reached their size. */
const WARM_UP_MS = 4_000;
const MEASURED_MS = 10_000;

/** Steps per second of a run, as the page shows it. */
async function speedOf(step: () => Promise<number>): Promise<number> {
	await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS));
	const [from, start] = [await step(), performance.now()];
	await new Promise((resolve) => setTimeout(resolve, MEASURED_MS));
	return ((await step()) - from) / ((performance.now() - start) / 1000);
}

test('steps per second in Firefox beside Chromium on the same driver', async ({ page }) => {
	await openInChromium(page, LINK);
	await startTraining(page);
	const chromium = await speedOf(() => stepOf(page));
	await page.close();

	const firefox = await openFirefox();
	const { page: tab, complaints } = await firefox.newPage();
	await openOnWebGpu(tab, LINK);
	await press(tab, 'Train');
	await waitForRun(tab, '[data-state="training"]');
	const speed = await speedOf(async () => Number(await runAttribute(tab, 'step')));
	await firefox.close();

	// Printed only: on a busy machine the number means little.
	process.stdout.write(
		`${firefox.version}: ${speed.toFixed(0)} steps/s; Chromium: ${chromium.toFixed(0)} steps/s; ` +
			`ratio ${(speed / chromium).toFixed(2)}\n`
	);
	expect(speed).toBeGreaterThan(0);
	expect(complaints).toEqual([]);
});

import { createServer } from 'node:http';
import { expect, test } from 'playwright/test';
import {
	collectComplaints,
	exportMetrics,
	openLab,
	openTab,
	pauseTraining,
	startTraining,
	waitForStep
} from './support/lab-page.ts';

const LINK = 'v=1&preset=quick-mlp&p=13&frac_train=0.6&steps=2000000';

test('a whole session does not violate the policy', async ({ page }) => {
	const complaints = collectComplaints(page);
	await page.addInitScript(() => {
		document.addEventListener('securitypolicyviolation', (event) => {
			console.error(`violation: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
		});
	});
	await openLab(page, LINK);
	await startTraining(page);
	await waitForStep(page, 60);
	await pauseTraining(page);
	await openTab(page, 'Inside');
	const views = page.getByRole('region', { name: 'Look inside' });
	await expect(views.getByRole('img').first()).toBeVisible();
	await page.getByRole('button', { name: 'Share', exact: true }).click();
	await page.getByRole('button', { name: 'Copy link' }).click();
	await page.getByRole('button', { name: 'Close' }).click();
	expect((await exportMetrics(page)).rows.length).toBeGreaterThan(50);
	await page.setViewportSize({ width: 400, height: 800 });
	await page.getByRole('button', { name: 'Settings', exact: true }).click();
	await expect(page.getByRole('dialog')).toBeVisible();
	expect(complaints).toEqual([]);
});

test('the recorded run is fetched and shown under the policy', async ({ page }) => {
	const complaints = collectComplaints(page);
	await openLab(page, LINK);
	await page.getByRole('button', { name: 'Play the recorded run' }).click();
	await expect(page.getByRole('main')).toHaveAttribute('data-state', 'replay');
	expect(complaints).toEqual([]);
});

test('a request to another origin is refused, in the page and in the worker', async ({ page }) => {
	const reached: string[] = [];
	const elsewhere = createServer((request, response) => {
		reached.push(request.url ?? '');
		response.end();
	});
	await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
	const address = elsewhere.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	const there = `http://127.0.0.1:${String(address.port)}/stolen`;
	await openLab(page, LINK);
	const send = async (address: string) => {
		const words: string[] = [];
		for (const ask of [
			() => fetch(address, { mode: 'no-cors' }),
			() => fetch(new Request(address))
		]) {
			try {
				await ask();
				words.push('sent');
			} catch (thrown) {
				words.push(String(thrown));
			}
		}
		return words;
	};
	const [worker] = page.workers();
	expect(worker).toBeDefined();
	for (const words of [await page.evaluate(send, there), await worker?.evaluate(send, there)]) {
		expect(words).toHaveLength(2);
		for (const word of words ?? []) expect(word).toContain('TypeError');
	}
	const beacons = await page.evaluate((address) => {
		const image = new Image();
		image.src = address;
		const script = document.createElement('script');
		script.textContent = 'window.injected = true';
		document.body.append(script);
		return [navigator.sendBeacon(address), 'injected' in window];
	}, there);
	expect(beacons[1]).toBe(false);
	await page.waitForTimeout(300);
	elsewhere.close();
	expect(reached).toEqual([]);
});

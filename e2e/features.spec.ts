import { expect, test } from 'playwright/test';
import {
	collectComplaints,
	openLab,
	pauseTraining,
	startTraining,
	waitForStep
} from './support/lab-page.ts';
import { patchWorker } from './support/patch-worker.ts';

const LINK = 'v=1&preset=quick-mlp&p=13&frac_train=0.6';

/** A page for each feature. */
const ALL_FEATURES_MS = 600_000;

/**
 * A feature of the page's browser, as an expression whose last property is taken away, denied or
 * made to throw.
 */
const FEATURES = [
	'navigator.locks',
	'navigator.clipboard',
	'navigator.storage',
	'navigator.permissions',
	'navigator.gpu',
	'window.localStorage',
	'window.sessionStorage',
	'window.indexedDB',
	'window.caches',
	'window.BroadcastChannel',
	'window.matchMedia',
	'window.ResizeObserver',
	'window.IntersectionObserver',
	'window.crypto',
	'window.requestIdleCallback',
	'window.structuredClone',
	'performance.memory',
	'performance.mark',
	'URL.createObjectURL',
	'history.replaceState',
	'HTMLDialogElement.prototype.showModal',
	'HTMLCanvasElement.prototype.getContext',
	'MessagePort.prototype.onclose'
] as const;
/** What only exists, or is asked for, in the worker too. */
const WORKER_FEATURES = ['navigator.locks', 'self.name', 'performance.memory', 'navigator.storage'];
/** Chart.js itself complains of a missing canvas, by a line on the console. */
const COMPLAINS = /canvas|context/i;

/** Script that breaks a feature in the realm that it runs in. */
function breaking(feature: string, how: 'undefined' | 'throws' | 'rejects'): string {
	const at = feature.lastIndexOf('.');
	const [owner, name] = [feature.slice(0, at), feature.slice(at + 1)];
	// A canvas that cannot be had says so by an answer.
	if (name === 'getContext') return `${feature} = () => null;`;
	const denial = `new DOMException('denied', 'SecurityError')`;
	const descriptor = {
		undefined: 'value: undefined',
		throws: `get() { throw ${denial}; }`,
		// Whatever is called on it, or it itself, answers with a rejection.
		rejects: `value: new Proxy(() => Promise.reject(${denial}), { get: (target, key) =>
			key === 'prototype' ? target.prototype : () => Promise.reject(${denial}) })`
	}[how];
	return `try { Object.defineProperty(${owner}, '${name}', { configurable: true, ${descriptor} }); } catch {}`;
}

/** Those whose answer is a promise. */
const ASYNC = /locks|clipboard|storage|permissions|caches/;

for (const how of ['undefined', 'throws', 'rejects'] as const) {
	test(`the page opens and trains where a feature of the browser is ${how}`, async ({
		browser,
		baseURL
	}) => {
		test.setTimeout(ALL_FEATURES_MS);
		const tried = FEATURES.filter((feature) => how !== 'rejects' || ASYNC.test(feature));
		const failed: string[] = [];
		for (const feature of tried) {
			const page = await browser.newPage(baseURL === undefined ? {} : { baseURL });
			const complaints = collectComplaints(page);
			await page.addInitScript(breaking(feature, how));
			if (WORKER_FEATURES.includes(feature)) {
				await patchWorker(page, (script) => `${breaking(feature, how)}\n${script}`);
			}
			try {
				await openLab(page, LINK);
				await startTraining(page);
				await waitForStep(page, 5);
				await pauseTraining(page);
				const others = complaints.filter((words) => !COMPLAINS.test(words));
				if (others.length > 0) failed.push(`${feature}: ${others.join('; ')}`);
			} catch (thrown) {
				failed.push(`${feature}: ${String(thrown).slice(0, 200)} ${complaints.join('; ')}`);
			}
			await page.close();
		}
		expect(failed).toEqual([]);
	});
}

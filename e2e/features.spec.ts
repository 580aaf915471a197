import { expect, test } from 'playwright/test';
import {
	collectComplaints,
	openLab,
	pauseTraining,
	startTraining,
	waitForStep
} from './support/lab-page.ts';
import { patchWorker } from './support/patch-worker.ts';

const LINK = 'v=1&preset=quick-mlp&p=13&frac_train=0.6&steps=2000000';

/** One page per feature. */
const ALL_FEATURES_MS = 600_000;

/**
 * A browser feature as an expression. The test removes its last property, denies it, or makes it
 * throw.
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
	'MessagePort.prototype.onclose',
	'self.WebAssembly'
] as const;
/** Features that are also used in the worker. */
const WORKER_FEATURES = [
	'navigator.gpu',
	'navigator.locks',
	'self.name',
	'self.WebAssembly',
	'performance.memory',
	'navigator.storage'
];
/** Chart.js logs an error itself if there is no canvas. */
const COMPLAINS = /canvas|context/i;

/** A script that breaks a feature in the realm in which it runs. */
function breaking(feature: string, how: 'undefined' | 'throws' | 'rejects'): string {
	const at = feature.lastIndexOf('.');
	const [owner, name] = [feature.slice(0, at), feature.slice(at + 1)];
	// A missing canvas context is null.
	if (name === 'getContext') return `${feature} = () => null;`;
	const denial = `new DOMException('denied', 'SecurityError')`;
	const descriptor = {
		undefined: 'value: undefined',
		throws: `get() { throw ${denial}; }`,
		// The feature itself, and every method called on it, returns a rejected promise.
		rejects: `value: new Proxy(() => Promise.reject(${denial}), { get: (target, key) =>
			key === 'prototype' ? target.prototype : () => Promise.reject(${denial}) })`
	}[how];
	return `try { Object.defineProperty(${owner}, '${name}', { configurable: true, ${descriptor} }); } catch {}`;
}

/** Features that return a promise. */
const ASYNC = /locks|clipboard|storage|permissions|caches/;

for (const how of ['undefined', 'throws', 'rejects'] as const) {
	test(`the page opens and trains where a browser feature is ${how}`, async ({
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

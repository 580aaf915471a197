import { expect, test } from 'vitest';
import { isEvaluated } from '../../../src/engine/trainer/evaluation/evaluation-grid.ts';
import { SnapshotStore } from '../../../src/engine/trainer/train/snapshot-store.ts';

/** Simulates a run and keeps the weights that the store requests. */
function fill(budget: number, until: number, evaluateEvery?: number): SnapshotStore {
	const store = new SnapshotStore({ budget, evaluateEvery });
	store.add(0, Float32Array.of(0));
	for (let step = store.nextAfter(0); step <= until; step = store.nextAfter(step)) {
		store.add(step, Float32Array.of(step));
	}
	return store;
}

test.each([
	[300, undefined],
	[1_000, undefined],
	[14_000, undefined],
	[40_000, undefined],
	[2_000, 7]
])('a budget of %i steps keeps about 150 evaluated steps, dense at first', (budget, every) => {
	const { steps } = fill(budget, budget, every);
	expect(steps.length).toBeGreaterThan(60);
	expect(steps.length).toBeLessThanOrEqual(200);
	expect(steps.every((step) => isEvaluated(step, every))).toBe(true);
	const gaps = steps.slice(1).map((step, i) => step - (steps[i] ?? 0));
	expect(gaps[0]).toBeLessThanOrEqual(every ?? 1);
	expect(Math.max(...gaps)).toBeLessThanOrEqual(budget / 100 + (every ?? 50));
	expect(budget - (steps.at(-1) ?? 0)).toBeLessThanOrEqual(budget / 100 + (every ?? 50));
});

test('past its budget a run thins the later ones in place, and keeps the early and the newest', () => {
	const store = fill(1_000, 20_000);
	expect(store.steps.length).toBeLessThanOrEqual(200);
	expect(store.steps.slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
	expect(store.steps.at(-1)).toBeGreaterThan(19_000);
	expect(store.steps).toEqual([...new Set(store.steps)].toSorted((a, b) => a - b));
	expect(store.bytes).toBe(4 * store.steps.length);
});

test('the nearest is the newest at or below, else the oldest', () => {
	const store = new SnapshotStore({ budget: 100, evaluateEvery: undefined });
	expect(store.nearest(5)).toBeUndefined();
	for (const step of [4, 10, 15]) store.add(step, Float32Array.of(step));
	expect([3, 4, 9, 10, 99].map((step) => store.nearest(step)?.step)).toEqual([4, 4, 4, 10, 15]);
});

test('a run that goes back forgets later weights, and takes them again', () => {
	const store = fill(1_000, 400);
	const before = store.steps;
	store.truncate(200);
	expect(store.steps).toEqual(before.filter((step) => step <= 200));
	for (let step = store.nextAfter(200); step <= 400; step = store.nextAfter(step)) {
		store.add(step, Float32Array.of(step));
	}
	expect(store.steps).toEqual(before);
});

test.each([3, 5, 40, 150])(
	'weights of which %i fit the byte limit are spread over the run, from its start to the newest',
	(most) => {
		const weights = new Float32Array(100);
		const budget = 40_000;
		const maxBytes = most * weights.byteLength;
		const store = new SnapshotStore({ budget, evaluateEvery: undefined, maxBytes });
		store.add(0, weights);
		let fewest = Infinity;
		for (let step = store.nextAfter(0); step <= budget; step = store.nextAfter(step)) {
			store.add(step, weights);
			expect(store.bytes).toBeLessThanOrEqual(maxBytes);
			if (step > budget / 2) fewest = Math.min(fewest, store.steps.length);
		}
		expect(store.steps[0]).toBe(0);
		expect(fewest).toBeGreaterThanOrEqual(Math.min(3, most) - 1);
		expect(fewest).toBeGreaterThanOrEqual(Math.floor(most / 4));
		const gaps = [...store.steps, budget].slice(1).map((step, i) => step - (store.steps[i] ?? 0));
		expect(Math.max(...gaps)).toBeLessThanOrEqual(Math.max(budget / 2, (6 * budget) / most));
	}
);

test('weights larger than the byte limit are kept all the same at three steps, so that a run can be looked into', () => {
	const store = new SnapshotStore({ budget: 100, evaluateEvery: undefined, maxBytes: 8 });
	for (const step of [0, 1, 2, 3, 50, 90]) store.add(step, new Float32Array(100));
	expect(store.steps.length).toBeLessThanOrEqual(3);
	expect([store.steps[0], store.steps.at(-1)]).toEqual([0, 90]);
});

test('weights that come late are kept as if they had come at once', () => {
	const grid = { budget: 1_000, evaluateEvery: undefined, maxBytes: 400 };
	const prompt = new SnapshotStore(grid);
	const late = new SnapshotStore(grid);
	const coming: number[] = [];
	for (const store of [prompt, late]) store.add(0, Float32Array.of(0));
	for (let step = prompt.nextAfter(0); step <= 30_000; step = prompt.nextAfter(step)) {
		expect(late.nextAfter(coming.at(-1) ?? 0)).toBe(step);
		prompt.add(step, Float32Array.of(step));
		late.reserve(step);
		coming.push(step);
		const first = coming.length > 5 ? coming.shift() : undefined;
		if (first !== undefined) late.add(first, Float32Array.of(first));
	}
	expect(late.steps.every((step) => prompt.steps.includes(step))).toBe(true);
	for (const step of coming) late.add(step, Float32Array.of(step));
	expect(late.all).toEqual(prompt.all);
});

test('weights that never came are forgotten when a run goes back', () => {
	const store = new SnapshotStore({ budget: 1_000, evaluateEvery: undefined });
	store.add(0, Float32Array.of(0));
	store.reserve(1);
	expect(store.steps).toEqual([0]);
	expect(store.nextAfter(1)).toBe(2);
	store.truncate(1);
	expect(store.nextAfter(0)).toBe(1);
});

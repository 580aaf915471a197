import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
	ViewBudget,
	ViewFeed,
	type FeedRequest,
	type OwnPause
} from '../../../../../src/app/state/views/view-feed.svelte.ts';
import type { Result, ViewAnswer, ViewQuestion } from '../../../../../src/worker/lab-api.ts';

const TAKES_MS = 50;
/** Of it, without the wait. */
const COMPUTES_MS = 5;

let asked: ViewQuestion[];
let budget: ViewBudget;
let feed: ViewFeed;
let takesMs: number;
let isBroken: boolean;

function answer({ step = -1 }: ViewQuestion): Result<ViewAnswer> {
	if (isBroken) {
		return { ok: false, error: { code: 'gpu-error', message: 'as planned', details: '' } };
	}
	return {
		ok: true,
		value: { step, keyFrequencies: [], data: { facts: [], parts: [] }, tookMs: COMPUTES_MS }
	};
}

function newFeed(pause?: OwnPause): ViewFeed {
	const ask = async (question: ViewQuestion) => {
		asked.push(question);
		await new Promise((resolve) => setTimeout(resolve, takesMs));
		return answer(question);
	};
	return new ViewFeed(ask, budget, pause);
}

beforeEach(() => {
	vi.useFakeTimers();
	asked = [];
	takesMs = TAKES_MS;
	isBroken = false;
	budget = new ViewBudget();
	feed = newFeed();
});
afterEach(() => {
	feed.dispose();
	vi.useRealTimers();
});

function request(
	newest: number,
	rest: Partial<FeedRequest> & { readonly step?: number } = {}
): FeedRequest {
	const { step, ...others } = rest;
	const question = { id: 'any', controls: {}, ...(step === undefined ? {} : { step }) };
	return { question, subject: 'run 1', newest, isTraining: false, ...others };
}
const later = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test('one question is under way at a time, and of those that wait the newest wins', async () => {
	feed.request(request(9, { step: 1 }));
	await later(1);
	expect(feed.isAsking).toBe(true);
	for (const step of [2, 3, 4]) feed.request(request(9, { step }));
	await later(3 * TAKES_MS);
	expect(asked.map(({ step }) => step)).toEqual([1, 4]);
	expect(feed.answer?.step).toBe(4);
	expect(feed.answered?.step).toBe(4);
	expect(feed.isAsking).toBe(false);
});

test('while it trains another question is asked at once, and only the same one waits', async () => {
	const of = (a: number, newest: number) => ({
		...request(newest, { isTraining: true }),
		question: { id: 'any', controls: { a } }
	});
	for (const a of [1, 2, 3]) {
		feed.request(of(a, 10 + a));
		await later(2 * TAKES_MS);
	}
	feed.request(of(3, 20));
	await later(2 * TAKES_MS);
	expect(asked.map(({ controls }) => controls['a'])).toEqual([1, 2, 3]);
	expect(feed.answered?.controls).toEqual({ a: 3 });
});

test('what is answered is not asked again, whatever the run does meanwhile', async () => {
	feed.request(request(9, { step: 1 }));
	await later(2 * TAKES_MS);
	feed.request(request(20, { step: 1, isTraining: true }));
	await later(60_000);
	expect(asked).toHaveLength(1);
});

test('nobody looks: nothing is asked', async () => {
	feed.request(undefined);
	await later(60_000);
	expect(asked).toEqual([]);
});

async function train(feeds: readonly ViewFeed[], ms: number) {
	for (let passed = 0; passed < ms; passed += 100) {
		for (const each of feeds) each.request(request(passed, { isTraining: true }));
		await later(100);
	}
}

test('while it trains newer weights are waited for: two seconds, or twenty times what the answer took', async () => {
	await train([feed], 6000);
	expect(asked).toHaveLength(3);
	takesMs = 500;
	asked = [];
	await train([feed], 30_000);
	expect(asked.length).toBeLessThanOrEqual(4);
	expect(asked.length).toBeGreaterThanOrEqual(3);
});

test('a feed with a pause of its own: the cost of the first answer does not count', async () => {
	feed.dispose();
	feed = newFeed({ leastMs: 200, parts: 10 });
	takesMs = 300;
	feed.request(request(1, { isTraining: true }));
	await later(takesMs);
	feed.request(request(2, { isTraining: true }));
	await later(199);
	expect(asked.length).toBe(1);
	await later(1 + takesMs);
	expect(asked.length).toBe(2);
	feed.request(request(3, { isTraining: true }));
	await later(10 * takesMs - 1);
	expect(asked.length).toBe(2);
	await later(2);
	expect(asked.length).toBe(3);
});

test('a feed that costs little waits by what computing took, not by how long it waited', async () => {
	feed.dispose();
	feed = newFeed({ leastMs: 20, parts: 8, isWithoutWait: true });
	await train([feed], 300);
	asked = [];
	await train([feed], 2000);
	// 50 ms until the answer and 8 times 5 ms of pause; with the wait it would be 8 times 50.
	expect(asked.length).toBeGreaterThan(15);
});

test('all views in sight together take a twentieth of the time of a run in training', async () => {
	const feeds = [feed, newFeed(), newFeed(), newFeed()];
	takesMs = 500;
	await train(feeds, 5000);
	asked = [];
	await train(feeds, 100_000);
	expect(takesMs * asked.length).toBeLessThanOrEqual(0.06 * 100_000);
	expect(asked.length).toBeGreaterThan(feeds.length);
	for (const each of feeds) each.dispose();
});

test('a view that went out of sight gives its share back', async () => {
	const other = newFeed();
	takesMs = 500;
	await train([feed, other], 1000);
	other.request(undefined);
	asked = [];
	await train([feed], 75_000);
	expect(asked.length).toBeGreaterThanOrEqual(5);
	other.dispose();
});

test('when it pauses the newest weights are asked for at once', async () => {
	feed.request(request(5, { isTraining: true }));
	await later(2 * TAKES_MS);
	feed.request(request(6));
	await later(1);
	expect(asked).toHaveLength(2);
});

test('a failure is a sentence beside the last picture, but no picture of another run stays', async () => {
	feed.request(request(5));
	await later(2 * TAKES_MS);
	isBroken = true;
	feed.request(request(6));
	await later(2 * TAKES_MS);
	expect(feed.problem).toBe('as planned');
	expect(feed.answer).toBeDefined();
	feed.request({ ...request(0), subject: 'run 2' });
	await later(2 * TAKES_MS);
	expect(feed.answer).toBeUndefined();
});

test('an answer that comes after another run began is dropped', async () => {
	feed.request(request(5, { step: 3 }));
	await later(1);
	feed.request({ ...request(0, { step: 0 }), subject: 'run 2' });
	await later(TAKES_MS);
	expect(feed.answer).toBeUndefined();
	await later(TAKES_MS);
	expect(feed.answer?.step).toBe(0);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ViewFeed, type ViewWish } from '../../../src/app/state/view-feed.svelte.ts';
import type { Result, ViewAnswer, ViewQuestion } from '../../../src/worker/lab-api.ts';

const TAKES_MS = 50;

let asked: ViewQuestion[];
let feed: ViewFeed;
let takesMs: number;
let isBroken: boolean;

function answer({ step = -1 }: ViewQuestion): Result<ViewAnswer> {
	if (isBroken) {
		return { ok: false, error: { code: 'gpu-error', message: 'as planned', details: '' } };
	}
	return { ok: true, value: { step, keyFrequencies: [], data: { facts: [], parts: [] } } };
}

beforeEach(() => {
	vi.useFakeTimers();
	asked = [];
	takesMs = TAKES_MS;
	isBroken = false;
	feed = new ViewFeed(async (question) => {
		asked.push(question);
		await new Promise((resolve) => setTimeout(resolve, takesMs));
		return answer(question);
	});
});
afterEach(() => {
	feed.dispose();
	vi.useRealTimers();
});

function wish(newest: number, rest: Partial<ViewWish> & { readonly step?: number } = {}): ViewWish {
	const { step, ...others } = rest;
	const question = { id: 'any', controls: {}, ...(step === undefined ? {} : { step }) };
	return { question, subject: 'run 1', newest, isTraining: false, ...others };
}
const later = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test('one question is under way at a time, and of those that wait the newest wins', async () => {
	feed.want(wish(9, { step: 1 }));
	await later(1);
	expect(feed.isAsking).toBe(true);
	for (const step of [2, 3, 4]) feed.want(wish(9, { step }));
	await later(3 * TAKES_MS);
	expect(asked.map(({ step }) => step)).toEqual([1, 4]);
	expect(feed.answer?.step).toBe(4);
	expect(feed.isAsking).toBe(false);
});

test('what is answered is not asked again, whatever the run does meanwhile', async () => {
	feed.want(wish(9, { step: 1 }));
	await later(2 * TAKES_MS);
	feed.want(wish(20, { step: 1, isTraining: true }));
	await later(60_000);
	expect(asked).toHaveLength(1);
});

test('nobody looks: nothing is asked', async () => {
	feed.want(undefined);
	await later(60_000);
	expect(asked).toEqual([]);
});

test('while it trains newer weights are waited for: two seconds, or ten times what the answer took', async () => {
	const train = async (ms: number) => {
		for (let passed = 0; passed < ms; passed += 100) {
			feed.want(wish(passed, { isTraining: true }));
			await later(100);
		}
	};
	await train(6000);
	expect(asked).toHaveLength(3);
	takesMs = 1000;
	asked = [];
	await train(24_000);
	expect(asked.length).toBeLessThanOrEqual(3);
});

test('when it pauses the newest weights are asked for at once', async () => {
	feed.want(wish(5, { isTraining: true }));
	await later(2 * TAKES_MS);
	feed.want(wish(6));
	await later(1);
	expect(asked).toHaveLength(2);
});

test('a failure is a sentence beside the last picture, but no picture of another run stays', async () => {
	feed.want(wish(5));
	await later(2 * TAKES_MS);
	isBroken = true;
	feed.want(wish(6));
	await later(2 * TAKES_MS);
	expect(feed.problem).toBe('as planned');
	expect(feed.answer).toBeDefined();
	feed.want({ ...wish(0), subject: 'run 2' });
	await later(2 * TAKES_MS);
	expect(feed.answer).toBeUndefined();
});

test('an answer that comes after another run began is dropped', async () => {
	feed.want(wish(5, { step: 3 }));
	await later(1);
	feed.want({ ...wish(0, { step: 0 }), subject: 'run 2' });
	await later(TAKES_MS);
	expect(feed.answer).toBeUndefined();
	await later(TAKES_MS);
	expect(feed.answer?.step).toBe(0);
});

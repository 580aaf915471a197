import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { drawInFrame } from '../../../../src/app/charts/draw-in-frame.ts';

/** Requested frames, and a clock that only drawings advance. */
let frames: (() => void)[] = [];
let nowMs = 0;
let drawn: string[] = [];

beforeEach(() => {
	frames = [];
	drawn = [];
	vi.stubGlobal('requestAnimationFrame', (callBack: () => void) => frames.push(callBack));
	vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => {
	while (frames.length > 0) nextFrame();
	vi.unstubAllGlobals();
	vi.restoreAllMocks();
});

function nextFrame(): void {
	const due = frames;
	frames = [];
	for (const callBack of due) callBack();
}

const drawing = (name: string, tookMs: number) => () => {
	drawn.push(name);
	nowMs += tookMs;
};

test('cheap drawings share a frame, and those beyond its time wait for the next', () => {
	for (const name of ['a', 'b']) drawInFrame(drawing(name, 1));
	for (const name of ['c', 'd', 'e']) drawInFrame(drawing(name, 10));
	expect(frames).toHaveLength(1);
	nextFrame();
	expect(drawn).toEqual(['a', 'b', 'c']);
	nextFrame();
	expect(drawn).toEqual(['a', 'b', 'c', 'd', 'e']);
	expect(frames).toHaveLength(0);
});

test('a drawing longer than a frame is drawn, alone', () => {
	drawInFrame(drawing('long', 100));
	drawInFrame(drawing('next', 1));
	nextFrame();
	expect(drawn).toEqual(['long']);
});

test('a drawing that asks again while others wait comes after them', () => {
	const first = () => {
		drawing('first', 20)();
		if (drawn.length < 3) drawInFrame(first);
	};
	drawInFrame(first);
	drawInFrame(drawing('second', 20));
	for (let i = 0; i < 3; i += 1) nextFrame();
	expect(drawn).toEqual(['first', 'second', 'first']);
});

test('requested twice it is drawn once, cancelled never', () => {
	const once = drawing('once', 1);
	drawInFrame(once);
	drawInFrame(once);
	drawInFrame(drawing('never', 1))();
	nextFrame();
	expect(drawn).toEqual(['once']);
});

test('an error in one drawing does not stop the others', () => {
	drawInFrame(() => {
		throw new Error('no canvas');
	});
	drawInFrame(drawing('other', 1));
	expect(nextFrame).toThrow('no canvas');
	nextFrame();
	expect(drawn).toEqual(['other']);
});

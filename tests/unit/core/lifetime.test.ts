import { expect, test } from 'vitest';
import { LabError } from '../../../src/engine/core/lab-error.ts';
import { Lifetime } from '../../../src/engine/core/lifetime.ts';

const lost = new LabError('device-lost', 'gone');

test('an outcome passes through, whether it is good or bad', async () => {
	const lifetime = new Lifetime();
	expect(await lifetime.guard(Promise.resolve(3))).toBe(3);
	await expect(lifetime.guard(Promise.reject(new Error('no')))).rejects.toThrow('no');
});

test('the end rejects what waits and what comes later, and the first end counts', async () => {
	const lifetime = new Lifetime();
	const waiting = lifetime.guard(new Promise(() => undefined));
	lifetime.end(lost);
	lifetime.end(new LabError('gpu-error', 'too late'));
	await expect(waiting).rejects.toBe(lost);
	await expect(lifetime.guard(Promise.resolve(3))).rejects.toBe(lost);
});

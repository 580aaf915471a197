import { expect, test } from 'vitest';
import { pollPatiently } from '../../../src/host/patient-polling.ts';

const PENDING_MS = 80;

class Fake {
	readonly name = 'fake';

	/** Pending for so long by the clock, however often the event loop turns. */
	slow(answer: string): Promise<string> {
		return new Promise((resolve) => {
			setTimeout(() => {
				resolve(`${this.name}: ${answer}`);
			}, PENDING_MS);
		});
	}

	broken(): Promise<never> {
		return Promise.reject(new Error('lost'));
	}

	now(): number {
		return 3;
	}
}

/** Turns of the event loop, and milliseconds, until a promise settles. */
async function turnsUntil(promise: Promise<unknown>): Promise<{ turns: number; ms: number }> {
	const began = performance.now();
	let turns = 0;
	let isPending = true;
	const count = (): void => {
		if (!isPending) return;
		turns++;
		setImmediate(count);
	};
	setImmediate(count);
	await promise;
	isPending = false;
	return { turns, ms: performance.now() - began };
}

test('while a promise is pending a turn takes a millisecond, and no longer afterwards', async () => {
	pollPatiently(Fake.prototype, ['slow', 'broken', 'now']);
	pollPatiently(Fake.prototype, ['slow', 'broken', 'now']);
	const pending = await turnsUntil(new Fake().slow('done'));
	expect(pending.turns).toBeGreaterThan(0);
	expect(pending.turns).toBeLessThanOrEqual(1.5 * pending.ms + 5);
	const free = await turnsUntil(new Promise((resolve) => setTimeout(resolve, PENDING_MS)));
	expect(free.turns).toBeGreaterThan(3 * free.ms + 10);
});

test('promises that follow each other do not make the rests longer', async () => {
	pollPatiently(Fake.prototype, ['slow', 'broken', 'now']);
	const fake = new Fake();
	for (let i = 0; i < 40; i++) await fake.broken().catch(() => undefined);
	const { turns, ms } = await turnsUntil(fake.slow('done'));
	// A turn of forty rests would be forty milliseconds.
	expect(ms / turns).toBeLessThan(20);
});

test('answers, errors and what is no promise pass through', async () => {
	pollPatiently(Fake.prototype, ['slow', 'broken', 'now']);
	const fake = new Fake();
	await expect(fake.slow('done')).resolves.toBe('fake: done');
	await expect(fake.broken()).rejects.toThrow('lost');
	expect(fake.now()).toBe(3);
});

test('a method that is not there is refused by name', () => {
	expect(() => {
		pollPatiently({}, ['mapAsync']);
	}).toThrow('expected a method mapAsync in Dawn, got none');
});

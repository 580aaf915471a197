import { expect, test } from 'vitest';
import {
	continueLabel,
	describeContinuing
} from '../../../../../src/app/state/config/budget-words.ts';
import {
	expectedSeconds,
	longRunSeconds
} from '../../../../../src/app/state/config/run-estimate.ts';
import { withValue } from '../../../../../src/config/config.ts';
import { configOf } from '../../../../../src/config/preset-config.ts';

const HOUR = 3600;

test('the canonical run on a CPU is said to take hours, as measured; the small ones are not asked about', () => {
	const recorded = withValue(configOf('nanda-2023'), 'steps', 20_000);
	const seconds = longRunSeconds(recorded, 'software') ?? 0;
	// Measured: 0.3 to 0.6 steps/s.
	expect(seconds).toBeGreaterThan(20_000 / 0.6);
	expect(seconds).toBeLessThan(20_000 / 0.3);
	for (const id of ['quick-mlp', 'quick-start'] as const) {
		expect(longRunSeconds(configOf(id), 'software')).toBeUndefined();
		expect(expectedSeconds(configOf(id), 'software')).toBeLessThan(HOUR / 6);
	}
	expect(longRunSeconds(configOf('quick-mlp'), 'reference')).toBeUndefined();
});

test('in WebAssembly the estimate is within a factor of two of what was measured', () => {
	for (const [id, stepsPerSecond] of [
		['nanda-2023', 21],
		['doshi-2023', 26],
		['quick-start', 551],
		['quick-mlp', 1924]
	] as const) {
		const config = configOf(id);
		const measured = Number(config.values['steps']) / stepsPerSecond;
		const ratio = (expectedSeconds(config, 'wasm') ?? 0) / measured;
		expect(ratio, id).toBeGreaterThan(0.5);
		expect(ratio, id).toBeLessThan(2);
	}
});

test('of a GPU nothing is claimed before it trains, nor without an adapter', () => {
	const config = configOf('nanda-2023');
	expect(longRunSeconds(config, 'gpu')).toBeUndefined();
	expect(longRunSeconds(config, undefined)).toBeUndefined();
});

test('Continue names how many steps it goes on for', () => {
	const running = withValue(configOf('quick-mlp'), 'steps', 700);
	expect(continueLabel(running, 700)).toBe('Continue for 700 more steps');
	expect(describeContinuing(running, 1400)).toBe('Continue for 700 more steps, to step 2\u202f100');
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { problemsOf, withValue } from '../../../src/config/config.ts';
import { configOf } from '../../../src/config/preset-config.ts';
import { resolveRun } from '../../../src/config/resolve.ts';
import type { RunConfig } from '../../../src/config/run-config.ts';
import { specsOf } from '../../../src/config/schemas.ts';
import { trainExamples } from '../../../src/config/train-examples.ts';
import { createRng } from '../../../src/engine/core/rng.ts';
import { arbitraryConfig } from './arbitrary-config.ts';

const start = configOf('quick-start');

const seedsOf = (config: RunConfig) => resolveRun(config).replicas.map(({ seeds }) => seeds)[0];

test('the streams follow the seed unless they have their own, that of random controls always', () => {
	const seeded = withValue(start, 'seed', 7);
	expect(seedsOf(seeded)).toEqual({ split: 7, init: 7, batch: 7, probe: 7 });
	expect(seedsOf(withValue(seeded, 'seed_split', 0))).toEqual({
		split: 0,
		init: 7,
		batch: 7,
		probe: 7
	});
	expect(seedsOf(withValue(seeded, 'seed_init', 3))).toEqual({
		split: 7,
		init: 3,
		batch: 7,
		probe: 7
	});
});

test('evaluate_every 0 means the default grid', () => {
	expect(resolveRun(start).evaluateEvery).toBeUndefined();
	expect(resolveRun(withValue(start, 'evaluate_every', 25)).evaluateEvery).toBe(25);
});

test('the specs get their own parameters and none of the run', () => {
	const { task, model, loss, optimizer, params } = resolveRun(start);
	const own = [task, model, loss, optimizer].flatMap((spec) => Object.keys(spec.params));
	expect(new Set(Object.keys(params))).toEqual(new Set(own));
	expect(params).toMatchObject({ p: 31, d_model: 64, lr: 3e-3, weight_decay: 2 });
});

test('a config that cannot run is refused with all of its problems', () => {
	const values = { ...start.values, d_model: 66, p: 2, frac_train: 0.1 };
	expect(() => resolveRun({ ...start, values })).toThrow(
		/^d_model must be divisible by n_heads: .*; frac_train=0\.1: expected at least one of the 4 pairs/
	);
	expect(() => resolveRun({ ...start, values: {} })).toThrow(/^p: expected .*; lr: expected /);
});

test('every valid config resolves', () => {
	fc.assert(
		fc.property(arbitraryConfig, (config) => {
			const run = resolveRun(config);
			const [{ seeds } = { seeds: undefined }, ...others] = run.replicas;
			expect(others).toEqual([]);
			expect(run.steps).toBe(config.values['steps']);
			expect(seeds?.split).toBeGreaterThanOrEqual(0);
			expect(seeds?.init).toBeGreaterThanOrEqual(0);
		})
	);
});

test('a config that can run splits into two sides that are not empty, and one that cannot does not', () => {
	const changes = fc.record({
		p: fc.integer({ min: 2, max: 12 }),
		frac_train: fc.double({ min: 0.001, max: 0.999, noNaN: true }),
		split_pairs: fc.constantFrom('ordered', 'unordered')
	});
	fc.assert(
		fc.property(changes, (values) => {
			const config = { ...start, values: { ...start.values, ...values } };
			const { task } = specsOf(config);
			const { train, test: held } = task.split(config.values, (stream) => createRng(0, stream));
			const total = values.p ** 2;
			expect(trainExamples(config)).toEqual({ total, train: train.length });
			expect(problemsOf(config).length === 0).toBe(train.length > 0 && held.length > 0);
		})
	);
});

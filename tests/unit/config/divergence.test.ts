import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withSpec, withValue } from '../../../src/config/config.ts';
import { divergenceOf } from '../../../src/config/divergence.ts';
import { configOf } from '../../../src/config/preset-config.ts';
import type { RunConfig } from '../../../src/config/run-config.ts';
import type { ParamValue } from '../../../src/engine/core/param-schema.ts';

const adamw = configOf('quick-mlp');
const muon = withSpec(adamw, 'optimizer', 'muon');
const sgd = withSpec(adamw, 'optimizer', 'sgd');
const withAll = (config: RunConfig, values: Readonly<Record<string, ParamValue>>) =>
	Object.entries(values).reduce((now, [key, value]) => withValue(now, key, value), config);

/**
 * The size of a weight after many updates in which its gradient is zero, as PyTorch's SGD decays
 * it; 1 at first.
 */
function decayed({ values }: RunConfig): number {
	const number = (key: string) => Number(values[key]);
	const [lr, decay] = [number('lr'), number('weight_decay')];
	const [momentum, dampening] = [number('momentum'), number('dampening')];
	let [weight, buffer] = [1, 0];
	for (let step = 0; step < 3000 && Math.abs(weight) < 1e30; step++) {
		if (values['decoupled_decay'] === true) weight *= 1 - lr * decay;
		else {
			const gradient = decay * weight;
			const share = momentum === 0 ? 1 : 1 - dampening;
			buffer = step === 0 ? gradient : momentum * buffer + share * gradient;
			weight -= lr * (values['nesterov'] === true ? gradient + momentum * buffer : buffer);
		}
	}
	return Math.abs(weight);
}

describe('what made a loss no number', () => {
	test('decay 1000 at a rate of 0.01 is named with its factor, and a decay that works is offered', () => {
		const found = divergenceOf(withValue(adamw, 'weight_decay', 1000));
		expect(found).toMatchObject({
			cause: 'weight-decay',
			decays: [{ key: 'weight_decay', label: 'weight decay', value: 1 }],
			rates: []
		});
		expect(found.sentence).toContain(
			'their product is 10, so every update multiplies all weights by 1\u00a0−\u00a010\u00a0=\u00a0−9'
		);
		expect(found.sentence).toContain('below 2');
	});

	test('a rate of 3 with decay 1 would be helped by a third of the rate too', () => {
		expect(divergenceOf(withValue(adamw, 'lr', 3))).toMatchObject({
			cause: 'weight-decay',
			rates: ['lr']
		});
	});

	test('below the limit it is the learning rate', () => {
		expect(divergenceOf(withAll(adamw, { lr: 1, weight_decay: 2 })).cause).toBe('learning-rate');
		expect(divergenceOf(withAll(adamw, { lr: 100, weight_decay: 0 })).cause).toBe('learning-rate');
	});

	test('of Muon both rates may be too high, and its own decay is named with its own rate', () => {
		expect(divergenceOf(withValue(muon, 'muon_lr', 5))).toMatchObject({
			cause: 'learning-rate',
			rates: ['lr', 'muon_lr']
		});
		expect(divergenceOf(withAll(muon, { muon_lr: 5, muon_weight_decay: 1 }))).toMatchObject({
			cause: 'weight-decay',
			decays: [{ key: 'muon_weight_decay' }],
			rates: ['muon_lr']
		});
	});

	test('if both decays of Muon are too high, both are named and lowered', () => {
		const both = { lr: 0.01, weight_decay: 500, muon_lr: 0.02, muon_weight_decay: 1000 };
		const found = divergenceOf(withAll(muon, both));
		expect(found.decays).toEqual([
			{ key: 'weight_decay', label: 'weight decay', value: 1 },
			{ key: 'muon_weight_decay', label: 'weight decay of Muon', value: 0.1 }
		]);
		expect(found.sentence).toMatch(/weight decay is .* 5, .* weight decay of Muon is .* 20, /);
		// A third of the rate is enough for one of them only.
		expect(found.rates).toEqual([]);
	});

	test('settings that do not go together are no reason to fail', () => {
		const transformer = configOf('quick-start');
		const wrong = withAll(transformer, { n_heads: 3, lr: 1, weight_decay: 1000 });
		expect(divergenceOf(wrong).cause).toBe('learning-rate');
	});

	test('of SGD too the decay is named exactly where it makes weights grow by itself, and what is offered does not', () => {
		const settings = fc.record({
			lr: fc.double({ min: 0.01, max: 10, noNaN: true }),
			weight_decay: fc.double({ min: 0.01, max: 10, noNaN: true }),
			momentum: fc.constantFrom(0, 0.5, 0.9),
			dampening: fc.constantFrom(0, 0.5),
			decoupled_decay: fc.boolean(),
			nesterov: fc.boolean()
		});
		fc.assert(
			fc.property(settings, (values) => {
				// PyTorch has Nesterov's momentum without dampening only.
				fc.pre(!values.nesterov || values.dampening === 0);
				const config = withAll(sgd, values);
				const found = divergenceOf(config);
				const size = decayed(config);
				// Near the limit 3000 updates are too few to decide.
				fc.pre(size > 1e20 || size < 1e-3);
				expect(found.cause === 'weight-decay').toBe(size > 1e20);
				for (const { key, value } of found.decays) {
					expect(decayed(withValue(config, key, value))).toBeLessThan(1.01);
				}
			}),
			{ numRuns: 500 }
		);
	});
});

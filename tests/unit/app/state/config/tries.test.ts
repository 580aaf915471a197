import { expect, test } from 'vitest';
import { triesOf } from '../../../../../src/app/state/config/tries.ts';
import { problemsOf, withValue } from '../../../../../src/config/config.ts';
import { configOf } from '../../../../../src/config/preset-config.ts';
import { presets } from '../../../../../src/presets/index.ts';

test('every preset has three changes to try, each of which can run and differs from it', () => {
	for (const id of presets.ids) {
		const tries = triesOf(configOf(id), id);
		expect(tries, id).toHaveLength(3);
		for (const { question, prediction, config } of tries) {
			expect(problemsOf(config), `${id}: ${question}`).toEqual([]);
			expect(config.values, `${id}: ${question}`).not.toEqual(configOf(id).values);
			expect(prediction).not.toBe('');
		}
	}
});

test('changes are made to the settings at hand, and what was tried is offered back', () => {
	const preset = configOf('quick-transformer');
	const longer = withValue(preset, 'steps', 123_000);
	const [noDecay, little, seed] = triesOf(longer, 'quick-transformer');
	expect(noDecay?.config).toEqual(withValue(longer, 'weight_decay', 0));
	expect(little?.config).toEqual(withValue(longer, 'frac_train', 0.2));
	expect(seed?.config.values['steps']).toBe(123_000);

	const tried = withValue(withValue(longer, 'weight_decay', 0), 'frac_train', 0.2);
	const [decay, more] = triesOf(tried, 'quick-transformer');
	expect(decay?.config).toEqual(withValue(longer, 'frac_train', 0.2));
	expect(more?.config).toEqual(withValue(longer, 'weight_decay', 0));
});

test('a change that cannot run is not offered, and after the largest seed comes 0', () => {
	const last = withValue(configOf('quick-transformer'), 'seed', 2 ** 32 - 1);
	expect(triesOf(last, 'quick-transformer').at(-1)?.config.values['seed']).toBe(0);
	// A fifth of the 9 pairs of p = 3 in mini-batches of 5 is less than a batch.
	const small = ['p', 'batch_size'].reduce(
		(config, key) => withValue(config, key, key === 'p' ? 3 : 5),
		configOf('quick-transformer')
	);
	expect(problemsOf(small)).toEqual([]);
	expect(problemsOf(withValue(small, 'frac_train', 0.2))).not.toEqual([]);
	const questions = triesOf(small, 'quick-transformer').map(({ question }) => question);
	expect(questions).not.toContain('What if it sees only 20\u202f%?');
	expect(questions).toHaveLength(2);
});

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

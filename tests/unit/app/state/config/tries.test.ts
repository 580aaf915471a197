import { expect, test } from 'vitest';
import { triesOf } from '../../../../../src/app/state/config/tries.ts';
import { problemsOf } from '../../../../../src/config/config.ts';
import { configOf } from '../../../../../src/config/preset-config.ts';
import { presets } from '../../../../../src/presets/index.ts';

test('every preset has three changes to try, each of which can run and differs from it', () => {
	for (const id of presets.ids) {
		const tries = triesOf(id);
		expect(tries, id).toHaveLength(3);
		for (const { question, prediction, config } of tries) {
			expect(problemsOf(config), `${id}: ${question}`).toEqual([]);
			expect(config.values, `${id}: ${question}`).not.toEqual(configOf(id).values);
			expect(prediction).not.toBe('');
		}
	}
});

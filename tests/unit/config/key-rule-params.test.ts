import { expect, test } from 'vitest';
import { isUnusedByKeyRule } from '../../../src/config/key-rule-params.ts';
import { RUN_PARAMS } from '../../../src/config/run-params.ts';
import { keyRules } from '../../../src/engine/key-rules/index.ts';

const SETTINGS = ['key_frequency_ratio', 'key_frequency_max', 'key_frequencies'] as const;
/** One neuron a frequency; powers of three rows a frequency that fall steeply. */
const evidence = {
	order: 11,
	embedding: Float64Array.of(0, 9, 9, 5, 5, 3, 3, 2, 2, 1, 1),
	neuronLogitMap: Float64Array.of(0, 9, 9, 5, 5, 3, 3, 2, 2, 1, 1),
	neuronFrequencies: Float64Array.of(1, 2, 3, 4, 5)
};

test.each(keyRules.all.map(({ id }) => id))(
	'%s: what is said to be unused changes nothing, what is said to be used does',
	(id) => {
		const rule = keyRules.get(id);
		const base = { ratio: 1, max: 3, given: [1] };
		const changed = {
			key_frequency_ratio: { ...base, ratio: 1.9 },
			key_frequency_max: { ...base, max: 1 },
			key_frequencies: { ...base, given: [4, 5] }
		};
		const select = ({ given, ...threshold }: typeof base) =>
			rule.select({ ...evidence, given }, threshold);
		for (const key of SETTINGS) {
			const isSame = select(changed[key]).join() === select(base).join();
			expect(isSame, key).toBe(isUnusedByKeyRule(key, id));
		}
	}
);

test('other parameters are none of a rule', () => {
	const others = Object.keys(RUN_PARAMS).filter((key) => !SETTINGS.some((one) => one === key));
	expect(others).toContain('key_frequency_rule');
	for (const key of others) expect(isUnusedByKeyRule(key, 'given'), key).toBe(false);
});

test('every rule says in its field what it is and whose', () => {
	const { options } = RUN_PARAMS.key_frequency_rule;
	for (const { id, definition, cite } of keyRules.all) {
		const help = options.find(({ value }) => value === id)?.help;
		expect(help).toContain(definition);
		expect(help).toContain(cite);
	}
});

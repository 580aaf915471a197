import { expect, test } from 'vitest';
import { withSpec, withValue } from '../../../src/config/config.ts';
import { largestDecay, ratesOf } from '../../../src/config/decays.ts';
import { configOf } from '../../../src/config/preset-config.ts';
import { specOptions } from '../../../src/config/schemas.ts';

const preset = configOf('quick-mlp');
const of = (id: string) => withSpec(preset, 'optimizer', id);

test('a run decays if any of its weights do', () => {
	const hidden = withValue(of('muon'), 'weight_decay', 0);
	expect(largestDecay(withValue(hidden, 'muon_weight_decay', 0.1))).toBe(0.1);
	expect(largestDecay(withValue(hidden, 'muon_weight_decay', 0))).toBe(0);
	expect(largestDecay(withValue(preset, 'weight_decay', 3))).toBe(3);
	expect(largestDecay(withValue(preset, 'weight_decay', 0))).toBe(0);
});

test.each(specOptions('optimizer').map(({ id }) => id))(
	'%s names its rates, each a number',
	(id) => {
		const config = of(id);
		expect(ratesOf(config).length).toBeGreaterThan(0);
		expect(new Set(ratesOf(config)).size).toBe(ratesOf(config).length);
		for (const key of ratesOf(config)) expect(config.values[key], key).toBeTypeOf('number');
	}
);

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultConfig, problemsOf, withSpec, withValue } from '../../../src/config/config.ts';
import { configOf } from '../../../src/config/preset-config.ts';
import type { RunConfig } from '../../../src/config/run-config.ts';
import { schemasFor, SPEC_KINDS, specOptions } from '../../../src/config/schemas.ts';
import { optimizers } from '../../../src/engine/optimizers/index.ts';
import { LabError } from '../../../src/engine/core/lab-error.ts';
import { arbitraryConfig } from './arbitrary-config.ts';

const transformer = configOf('quick-start');
const mlp = configOf('quick-mlp');

function thrownBy(action: () => unknown): unknown {
	try {
		action();
	} catch (thrown) {
		return thrown;
	}
	return undefined;
}

function change(config: RunConfig, values: RunConfig['values']): RunConfig {
	return Object.entries(values).reduce((next, [key, value]) => withValue(next, key, value), config);
}

test('a default config holds exactly the keys in force', () => {
	const config = defaultConfig(mlp);
	expect(Object.keys(config.values)).toEqual(Object.keys(schemasFor(mlp)));
	expect(problemsOf(config)).toEqual([]);
});

test.each([
	['p', 1, 'p: expected a whole number from 2 to 4999, got 1'],
	['p', 2.5, 'p: expected a whole number from 2 to 4999, got 2.5'],
	['lr', Number.NaN, 'lr: expected a number from 0 to 1000, got NaN'],
	['lr', -1e-3, 'lr: expected a number from 0 to 1000, got -0.001'],
	['split_pairs', 'triples', 'split_pairs: expected one of ordered, unordered, got triples'],
	['p', '31', 'p: expected a whole number from 2 to 4999, got 31']
])('withValue refuses %s = %s and says what was expected', (key, value, message) => {
	const thrown = thrownBy(() => withValue(mlp, key, value));
	expect(thrown).toBeInstanceOf(LabError);
	expect(thrown).toMatchObject({ code: 'bad-parameter', message });
});

test.each(['d_model', 'constructor', '__proto__', ''])('withValue refuses the key "%s"', (key) => {
	expect(() => withValue(mlp, key, 1)).toThrow(`parameter "${key}": expected one of p,`);
});

test('withValue changes one value and leaves the config it was given alone', () => {
	const before = structuredClone(mlp);
	const changed = withValue(mlp, 'p', 37);
	expect(changed).toEqual({ ...before, values: { ...before.values, p: 37 } });
	expect(mlp).toEqual(before);
});

test('minus zero becomes zero, because a link cannot tell them apart', () => {
	expect(withValue(mlp, 'weight_decay', -0).values['weight_decay']).toBe(0);
});

test('withSpec keeps shared values, adds defaults and drops what is gone', () => {
	const { values, ...selection } = withSpec(withValue(mlp, 'seed', 9), 'model', transformer.model);
	expect(selection.model).toBe(transformer.model);
	expect(values).toMatchObject({ seed: 9, p: 31, d_mlp: 128, d_model: 128, n_heads: 4 });
	const back = withSpec({ ...selection, values }, 'model', mlp.model);
	expect(back).toEqual(withValue(mlp, 'seed', 9));
});

test('withSpec refuses an unknown id and lists the known ones', () => {
	expect(() => withSpec(mlp, 'optimizer', 'rprop')).toThrow(
		`optimizer: expected one of ${optimizers.ids.join(', ')}, got "rprop"`
	);
});

test('whatever spec is picked, the values are those of the schemas in force', () => {
	const picks = SPEC_KINDS.flatMap((kind) =>
		specOptions(kind).map((option) => [kind, option.id] as const)
	);
	fc.assert(
		fc.property(arbitraryConfig, fc.constantFrom(...picks), (config, [kind, id]) => {
			const next = withSpec(config, kind, id);
			expect(next[kind]).toBe(id);
			expect(new Set(Object.keys(next.values))).toEqual(new Set(Object.keys(schemasFor(next))));
		})
	);
});

test('a width that the heads cannot share is a problem of exactly those two keys', () => {
	expect(problemsOf(withValue(transformer, 'd_model', 66))).toEqual([
		{
			keys: ['d_model', 'n_heads'],
			message: 'd_model must be divisible by n_heads: got d_model=66 and n_heads=4'
		}
	]);
});

test.each([
	{ p: 2, frac_train: 0.2 },
	{ p: 2, frac_train: 0.3, split_pairs: 'unordered' },
	{ p: 13, frac_train: 0.005 },
	{ p: 19, frac_train: 0.005, split_pairs: 'unordered' }
])('%j leaves nothing to train on', (values) => {
	const [problem, ...others] = problemsOf(change(mlp, values));
	const pairs = String(values.p ** 2);
	expect(others).toEqual([]);
	expect(problem?.keys).toEqual(['p', 'frac_train', 'split_pairs']);
	expect(problem?.message).toBe(
		`frac_train=${String(values.frac_train)}: ` +
			`expected at least one of the ${pairs} pairs on either side, got none in train`
	);
});

test('one pair on the smaller side is enough', () => {
	expect(problemsOf(change(mlp, { p: 2, frac_train: 0.25 }))).toEqual([]);
	expect(problemsOf(change(mlp, { p: 2, frac_train: 0.999 }))).toEqual([]);
});

test('values out of range, missing or foreign are problems, each named', () => {
	const { lr, ...rest } = mlp.values;
	expect(lr).toBe(0.01);
	const broken = { ...mlp, values: { ...rest, p: 0, d_model: 64 } };
	expect(problemsOf(broken).map((problem) => problem.message)).toEqual([
		'd_model: not a parameter of these specs',
		'p: expected a whole number from 2 to 4999, got 0',
		'lr: expected a number from 0 to 1000, got undefined'
	]);
});

test.each([
	['neuron-logit-map', 'transformer', { norm: 'layer' }, 'do not add to the logits directly'],
	[
		'neuron-logit-map',
		'transformer',
		{ tied_unembedding: true },
		'do not add to the logits directly'
	],
	['neuron-logit-map', 'transformer', { norm: 'none' }, undefined],
	['neurons', 'transformer', { norm: 'layer' }, undefined]
] as const)('the key rule %s of a %s with %o is refused: %s', (rule, model, values, reason) => {
	const config = change(withSpec(transformer, 'model', model), {
		...values,
		key_frequency_rule: rule
	});
	const problems = problemsOf(config);
	if (reason === undefined) {
		expect(problems).toEqual([]);
		return;
	}
	expect(problems).toHaveLength(1);
	expect(problems[0]).toMatchObject({ keys: ['key_frequency_rule', 'model'] });
	expect(problems[0]?.message).toMatch(
		/^key_frequency_rule: expected one of [a-z, -]+ for this model, got /
	);
	expect(problems[0]?.message).toContain(reason);
});

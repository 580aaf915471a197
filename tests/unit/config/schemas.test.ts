import { expect, test } from 'vitest';
import { MEASURE_PARAMS } from '../../../src/config/measure-params.ts';
import { RUN_PARAMS } from '../../../src/config/run-params.ts';
import {
	allSchemas,
	schemasFor,
	selectionOf,
	selectSpec,
	SPEC_KINDS,
	specOptions,
	specsOf
} from '../../../src/config/schemas.ts';
import { isValid } from '../../../src/engine/core/param-schema.ts';
import { presets } from '../../../src/presets/index.ts';

const selections = presets.all.map((preset) => selectionOf(preset.selection));

test('every parameter key is snake_case and none is a key of the link itself', () => {
	const keys = Object.keys(allSchemas());
	expect(keys.filter((key) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(key))).toEqual([]);
	expect(keys.filter((key) => ['v', 'preset', ...SPEC_KINDS].includes(key))).toEqual([]);
});

test('a key means the same schema wherever it is used', () => {
	const all = allSchemas();
	for (const kind of SPEC_KINDS) {
		for (const { id } of specOptions(kind)) {
			for (const selection of selections) {
				const schemas = schemasFor(selectSpec(selection, kind, id));
				for (const [key, schema] of Object.entries(schemas)) expect(all[key]).toBe(schema);
			}
		}
	}
});

test('every default is valid, and every slider lies within the hard range', () => {
	for (const [key, schema] of Object.entries(allSchemas())) {
		expect(isValid(schema, schema.default), key).toBe(true);
		if (schema.kind !== 'int' && schema.kind !== 'float') continue;
		expect(schema.slider.min, key).toBeGreaterThanOrEqual(schema.min);
		expect(schema.slider.max, key).toBeLessThanOrEqual(schema.max);
		expect(schema.slider.min, key).toBeLessThan(schema.slider.max);
		if (schema.slider.scale.endsWith('log')) expect(schema.slider.min, key).toBeGreaterThan(0);
	}
});

test('every parameter of a run has a label and a line of help', () => {
	for (const [key, schema] of Object.entries({ ...RUN_PARAMS, ...MEASURE_PARAMS })) {
		expect(schema.label, key).not.toBe('');
		expect(schema.help, key).not.toBe('');
	}
});

test('the rail of a task on pairs begins with p, weight decay, train fraction, learning rate and seed', () => {
	const onPairs = selections.filter((selection) => 'p' in specsOf(selection).task.params);
	expect(onPairs.length).toBeGreaterThan(0);
	for (const selection of onPairs) {
		expect(Object.keys(schemasFor(selection)).slice(0, 5)).toEqual([
			'p',
			'weight_decay',
			'frac_train',
			'lr',
			'seed'
		]);
	}
});

test('the schemas in force are those of the specs, of the run and of its measures, and no others', () => {
	for (const selection of selections) {
		const own = Object.values(specsOf(selection)).flatMap((spec) => Object.keys(spec.params));
		const common = [RUN_PARAMS, MEASURE_PARAMS].flatMap((params) => Object.keys(params));
		const expected = new Set([...own, ...common]);
		expect(new Set(Object.keys(schemasFor(selection)))).toEqual(expected);
	}
});

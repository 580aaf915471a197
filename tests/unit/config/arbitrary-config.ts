import fc from 'fast-check';
import { problemsOf, withSpec, withValue } from '../../../src/config/config.ts';
import { configOf } from '../../../src/config/preset-config.ts';
import type { RunConfig } from '../../../src/config/run-config.ts';
import { schemasFor, SPEC_KINDS, specOptions } from '../../../src/config/schemas.ts';
import type { ParamSchema, ParamValue } from '../../../src/engine/core/param-schema.ts';
import { presets } from '../../../src/presets/index.ts';

/** Any value in the schema's hard range. */
function arbitraryValue(schema: ParamSchema): fc.Arbitrary<ParamValue> {
	switch (schema.kind) {
		case 'boolean':
			return fc.boolean();
		case 'choice':
			return fc.constantFrom(...schema.options.map((option) => option.value));
		case 'int':
			return fc.integer({ min: schema.min, max: schema.max });
		case 'float':
			return fc.double({ min: schema.min, max: schema.max, noNaN: true });
		case 'integers':
			return fc
				.uniqueArray(fc.integer({ min: schema.min, max: schema.max }), { maxLength: 5 })
				.map((numbers) => numbers.join(','));
		default:
			return schema satisfies never;
	}
}

export const arbitraryPreset = fc.constantFrom(...presets.ids);

const arbitrarySelection: fc.Arbitrary<RunConfig> = fc
	.tuple(
		arbitraryPreset,
		...SPEC_KINDS.map((kind) =>
			fc.constantFrom(...specOptions(kind).map((option) => [kind, option.id] as const))
		)
	)
	.map(([preset, ...specs]) =>
		specs.reduce((config, [kind, id]) => withSpec(config, kind, id), configOf(preset))
	)
	// Not every model learns every task.
	.filter((config) => problemsOf(config).length === 0);

/**
 * Any config that can run: values that conflict with earlier ones keep their defaults.
 */
export const arbitraryConfig: fc.Arbitrary<RunConfig> = arbitrarySelection.chain((start) => {
	const changes = Object.entries(schemasFor(start)).map(([key, schema]) =>
		fc.option(arbitraryValue(schema)).map((value) => [key, value] as const)
	);
	return fc.tuple(...changes).map((values) =>
		values.reduce((config, [key, value]) => {
			if (value === null) return config;
			const changed = withValue(config, key, value);
			return problemsOf(changed).length === 0 ? changed : config;
		}, start)
	);
});

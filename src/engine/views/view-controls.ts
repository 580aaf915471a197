import type { ParamSchemas, ParamValue } from '../core/param-schema.ts';
import type { ProbeSubject } from '../probes/define.ts';
import type { ControlValues, ViewSpec } from './define.ts';

/** Schemas with other defaults. Those of another kind are left out. */
export const withDefaults = (schemas: ParamSchemas, defaults: ControlValues): ParamSchemas =>
	Object.fromEntries(
		Object.entries(schemas).map(([key, schema]) => {
			const value = defaults[key];
			const isNumber = schema.kind === 'int' || schema.kind === 'float';
			return [key, isNumber && typeof value === 'number' ? { ...schema, default: value } : schema];
		})
	);

/**
 * The controls of a view in one run, with the defaults that its split chooses.
 * @param isTrain 1 for train examples [examples]
 */
export const controlsOf = (
	{ controls, defaults }: ViewSpec,
	subject: ProbeSubject,
	params: Readonly<Record<string, ParamValue>>,
	isTrain: Uint8Array
): ParamSchemas =>
	withDefaults(controls(subject, params), defaults?.({ shape: subject.shape, isTrain }) ?? {});

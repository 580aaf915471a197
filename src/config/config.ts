import { LabError } from '../engine/core/lab-error.ts';
import { frequencyCount } from '../engine/core/fourier.ts';
import {
	describeExpectation,
	integersIn,
	isValid,
	type ParamValue
} from '../engine/core/param-schema.ts';
import { printable, quote } from '../engine/core/quote.ts';
import { keyRules } from '../engine/key-rules/index.ts';
import { models } from '../engine/models/index.ts';
import { refuseEvidence } from '../engine/probes/common-tensors.ts';
import type { RunConfig } from './run-config.ts';
import {
	schemasFor,
	selectionOf,
	selectSpec,
	specsOf,
	type PartialSelection,
	type Selection,
	type SpecKind
} from './schemas.ts';
import { trainExamples } from './train-examples.ts';
import { textIn } from './values.ts';

/** A selection with every parameter at its default. */
export function defaultConfig(selected: PartialSelection): RunConfig {
	const selection = selectionOf(selected);
	const entries = Object.entries(schemasFor(selection));
	return Object.freeze({
		...selection,
		values: Object.freeze(Object.fromEntries(entries.map(([key, schema]) => [key, schema.default])))
	});
}

/**
 * The config with one value changed.
 * @throws LabError `bad-parameter`, naming key, value and expected range
 */
export function withValue(config: RunConfig, key: string, value: ParamValue): RunConfig {
	const schemas = schemasFor(config);
	const schema = Object.hasOwn(schemas, key) ? schemas[key] : undefined;
	if (schema === undefined) {
		const keys = Object.keys(schemas).join(', ');
		throw new LabError('bad-parameter', `parameter ${quote(key)}: expected one of ${keys}`);
	}
	if (!isValid(schema, value)) {
		throw new LabError(
			'bad-parameter',
			`${key}: expected ${describeExpectation(schema)}, got ${printable(String(value))}`
		);
	}
	// Links cannot distinguish -0 from 0.
	const stored = value === 0 ? 0 : value;
	return Object.freeze({ ...config, values: Object.freeze({ ...config.values, [key]: stored }) });
}

/**
 * The config with other specs: keys that they share keep their values, new keys get defaults, all
 * others are removed.
 */
export function withSelection(config: RunConfig, selection: Selection): RunConfig {
	const fresh = defaultConfig(selection);
	const kept = Object.entries(config.values).filter(([key]) => Object.hasOwn(fresh.values, key));
	return Object.freeze({
		...fresh,
		values: Object.freeze({ ...fresh.values, ...Object.fromEntries(kept) })
	});
}

/**
 * The config with one spec changed.
 * @throws LabError `bad-parameter` if the kind has no such id
 */
export function withSpec(config: RunConfig, kind: SpecKind, id: string): RunConfig {
	return withSelection(config, selectSpec(config, kind, id));
}

/** A reason why a config cannot run, and the keys whose change can fix it. */
export interface ConfigProblem {
	readonly keys: readonly string[];
	readonly message: string;
}

/** Every reason why a config cannot run, problems of single values first; empty if it can run. */
export function problemsOf(config: RunConfig): readonly ConfigProblem[] {
	const invalid = valueProblems(config);
	// Rules that involve several values may assume that every single one is in range.
	if (invalid.length > 0) return invalid;
	const refused = refusals(config);
	// A task has a shape only for params it accepts.
	return specsOf(config).task.refuse?.(config.values) === undefined
		? [
				...refused,
				...rulesWithoutEvidence(config),
				...unknownFrequencies(config),
				...emptySplits(config)
			]
		: refused;
}

function valueProblems(config: RunConfig): readonly ConfigProblem[] {
	const schemas = schemasFor(config);
	const unknown = Object.keys(config.values).filter((key) => !Object.hasOwn(schemas, key));
	return [
		...unknown.map((key) => ({
			keys: [key],
			message: `${printable(key)}: not a parameter of these specs`
		})),
		...Object.entries(schemas).flatMap(([key, schema]) => {
			const value = config.values[key];
			if (value !== undefined && isValid(schema, value)) return [];
			const expected = describeExpectation(schema);
			return [
				{ keys: [key], message: `${key}: expected ${expected}, got ${printable(String(value))}` }
			];
		})
	];
}

function refusals(config: RunConfig): readonly ConfigProblem[] {
	const { task, model } = specsOf(config);
	const refused = [task, model].flatMap((spec) => {
		const message = spec.refuse?.(config.values);
		if (message === undefined) return [];
		const own = Object.keys(spec.params);
		// A message names the keys it is about; if it names none, it is about all keys of the spec.
		const named = own.filter((key) => message.split(/\W+/).includes(key));
		return [{ keys: named.length > 0 ? named : own, message }];
	});
	if (refused.length > 0) return refused;
	const shape = task.shape(config.values);
	const message = model.refuseTask?.(shape);
	if (message === undefined) return [];
	const others = models.all.filter((other) => other.refuseTask?.(shape) === undefined);
	const advice = `; this task goes with ${others.map(({ id }) => id).join(', ')}`;
	return [{ keys: ['model', 'task'], message: `${message}${advice}` }];
}

/** The rule of key frequencies, if the model has nothing that it could look at. */
function rulesWithoutEvidence(config: RunConfig): readonly ConfigProblem[] {
	const { task, model, loss } = specsOf(config);
	const shape = task.shape(config.values);
	if (shape.structure.kind !== 'cyclic' || model.refuse?.(config.values) !== undefined) return [];
	const rule = textIn(config.values, 'key_frequency_rule');
	const subject = { shape, model, loss, params: config.values };
	const reason = refuseEvidence(subject, keyRules.get(rule).needs);
	if (reason === undefined) return [];
	const others = keyRules.all.filter(({ needs }) => refuseEvidence(subject, needs) === undefined);
	const known = others.map(({ id }) => id).join(', ');
	return [
		{
			keys: ['key_frequency_rule', 'model'],
			message: `key_frequency_rule: expected one of ${known} for this model, got ${rule}. ${reason}`
		}
	];
}

/** Listed key frequencies that the task's cyclic group does not have. */
function unknownFrequencies(config: RunConfig): readonly ConfigProblem[] {
	const { structure } = specsOf(config).task.shape(config.values);
	if (structure.kind !== 'cyclic') return [];
	const last = frequencyCount(structure.order);
	const listed = integersIn(textIn(config.values, 'key_frequencies'));
	const unknown = listed.filter((k) => k > last);
	if (unknown.length === 0) return [];
	return [
		{
			keys: ['key_frequencies'],
			message: `key_frequencies: expected frequencies from 1 to ${String(last)}, got ${printable(unknown.join(', '))}`
		}
	];
}

function emptySplits(config: RunConfig): readonly ConfigProblem[] {
	const { total, train } = trainExamples(config);
	if (train > 0 && train < total) return [];
	const side = train === 0 ? 'train' : 'test';
	const { noun, params } = specsOf(config).task;
	// What replicas may differ in, such as label noise, does not change the size of a split.
	const keys = Object.keys(params).filter((key) => params[key]?.perReplica !== true);
	const sizes = Object.entries(params).flatMap(([key, { group }]) =>
		group === 'data' ? [`${key}=${String(config.values[key])}`] : []
	);
	return [
		{
			keys,
			message:
				`${sizes.join(', ')}: expected at least one of the ${String(total)} ${noun} on either side, ` +
				`got none in ${side}`
		}
	];
}

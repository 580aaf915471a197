import { LabError } from '../engine/core/lab-error.ts';
import type { ParamSchema, ParamSchemas } from '../engine/core/param-schema.ts';
import { constraints, DEFAULT_CONSTRAINT } from '../engine/constraints/index.ts';
import { DEFAULT_FILTER, filters } from '../engine/filters/index.ts';
import { losses } from '../engine/losses/index.ts';
import { models } from '../engine/models/index.ts';
import { optimizers } from '../engine/optimizers/index.ts';
import { tasks } from '../engine/tasks/index.ts';
import type { RunConfig } from './run-config.ts';
import { MEASURE_PARAMS } from './measure-params.ts';
import { RUN_PARAMS } from './run-params.ts';

/** The kinds of spec a run consists of; also their keys in a link. */
export const SPEC_KINDS = Object.freeze([
	'task',
	'model',
	'loss',
	'optimizer',
	'filter',
	'constraint'
] as const);
export type SpecKind = (typeof SPEC_KINDS)[number];

/** The ids of a run's specs, by kind. */
export type Selection = Pick<RunConfig, SpecKind>;

/** A selection that leaves out what a run need not have. */
export type PartialSelection = Omit<Selection, 'filter' | 'constraint'> & Partial<Selection>;

/** The ids of a selection, or of a config without its values. */
export const selectionOf = (selection: PartialSelection): Selection => ({
	task: selection.task,
	model: selection.model,
	loss: selection.loss,
	optimizer: selection.optimizer,
	filter: selection.filter ?? DEFAULT_FILTER,
	constraint: selection.constraint ?? DEFAULT_CONSTRAINT
});

/** What a run without an id of the kind has. */
const ABSENT: Readonly<Partial<Record<SpecKind, string>>> = Object.freeze({
	filter: DEFAULT_FILTER,
	constraint: DEFAULT_CONSTRAINT
});

/** The ids in a file, which may be of a version without filters and constraints. */
export const storedIds = (
	stored: Readonly<Partial<Record<SpecKind, string | undefined>>>
): readonly (string | undefined)[] => SPEC_KINDS.map((kind) => stored[kind] ?? ABSENT[kind]);

/** The ids of a selection for a sentence, without the filter and the constraint that do nothing. */
export const namedSpecs = (selection: Selection): string =>
	SPEC_KINDS.filter((kind) => selection[kind] !== ABSENT[kind])
		.map((kind) => selection[kind])
		.join(', ');

/** One option of the menu for a kind of spec. */
export interface SpecOption {
	readonly id: string;
	readonly label: string;
	readonly cite: string;
}

const REGISTRIES = Object.freeze({
	task: tasks,
	model: models,
	loss: losses,
	optimizer: optimizers,
	filter: filters,
	constraint: constraints
});
/** Schemas of every run, independent of its specs. */
const RUN_SCHEMAS = Object.freeze([RUN_PARAMS, MEASURE_PARAMS]);
const GROUP_ORDER = Object.freeze([
	'main',
	'data',
	'training',
	'advanced',
	'analysis',
	'measures'
] as const);

/** The specs of a kind, in the order of their registry. */
export function specOptions(kind: SpecKind): readonly SpecOption[] {
	return REGISTRIES[kind].all.map(({ id, label, cite }) => ({ id, label, cite }));
}

/**
 * The specs of a selection.
 * @throws LabError `bad-parameter` on an unknown id
 */
export function specsOf(selection: Selection) {
	return {
		task: tasks.get(selection.task),
		model: models.get(selection.model),
		loss: losses.get(selection.loss),
		optimizer: optimizers.get(selection.optimizer),
		filter: filters.get(selection.filter),
		constraint: constraints.get(selection.constraint)
	};
}

/**
 * The selection with one spec changed.
 * @throws LabError `bad-parameter` if the kind has no such id
 */
export function selectSpec(selection: Selection, kind: SpecKind, id: string): Selection {
	const current = selectionOf(selection);
	switch (kind) {
		case 'task':
			return { ...current, task: tasks.get(id).id };
		case 'model':
			return { ...current, model: models.get(id).id };
		case 'loss':
			return { ...current, loss: losses.get(id).id };
		case 'optimizer':
			return { ...current, optimizer: optimizers.get(id).id };
		case 'filter':
			return { ...current, filter: filters.get(id).id };
		case 'constraint':
			return { ...current, constraint: constraints.get(id).id };
		default:
			return kind satisfies never;
	}
}

function merge(parts: readonly ParamSchemas[]): ParamSchemas {
	const merged = new Map<string, ParamSchema>();
	for (const [key, schema] of parts.flatMap((part) => Object.entries(part))) {
		if ((merged.get(key) ?? schema) !== schema) {
			throw new LabError('internal', `parameter "${key}": expected one schema, found two`);
		}
		merged.set(key, schema);
	}
	const entries = [...merged];
	return Object.freeze(
		Object.fromEntries(
			GROUP_ORDER.flatMap((group) => entries.filter(([, schema]) => schema.group === group))
		)
	);
}

/**
 * The schemas of a selection, in the order of the side panel: by group, and within a group by task,
 * model, loss, optimizer, filter, constraint, run.
 */
export function schemasFor(selection: Selection): ParamSchemas {
	const specs = specsOf(selection);
	return merge([...SPEC_KINDS.map((kind) => specs[kind].params), ...RUN_SCHEMAS]);
}

/**
 * The schemas of all registered specs and of the run.
 * @throws LabError `internal` if two specs give the same key different schemas
 */
export function allSchemas(): ParamSchemas {
	if (merged !== undefined) return merged;
	const specs = SPEC_KINDS.flatMap((kind) => REGISTRIES[kind].all.map((spec) => spec.params));
	merged = merge([...specs, ...RUN_SCHEMAS]);
	return merged;
}

/** Built at first use and kept, because every link that is read needs it. */
let merged: ParamSchemas | undefined;

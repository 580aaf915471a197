import { LabError } from '../engine/core/lab-error.ts';
import type { ParamSchema, ParamSchemas } from '../engine/core/param-schema.ts';
import { losses } from '../engine/losses/index.ts';
import { models } from '../engine/models/index.ts';
import { optimizers } from '../engine/optimizers/index.ts';
import { tasks } from '../engine/tasks/index.ts';
import type { RunConfig } from './run-config.ts';
import { MEASURE_PARAMS } from './measure-params.ts';
import { RUN_PARAMS } from './run-params.ts';

/** The kinds of spec a run consists of; also their keys in a link. */
export const SPEC_KINDS = Object.freeze(['task', 'model', 'loss', 'optimizer'] as const);
export type SpecKind = (typeof SPEC_KINDS)[number];

/** The ids of a run's specs, by kind. */
export type Selection = Pick<RunConfig, SpecKind>;

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
	optimizer: optimizers
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
		optimizer: optimizers.get(selection.optimizer)
	};
}

/**
 * The selection with one spec changed.
 * @throws LabError `bad-parameter` if the kind has no such id
 */
export function selectSpec(selection: Selection, kind: SpecKind, id: string): Selection {
	const { task, model, loss, optimizer } = selection;
	const current = { task, model, loss, optimizer };
	switch (kind) {
		case 'task':
			return { ...current, task: tasks.get(id).id };
		case 'model':
			return { ...current, model: models.get(id).id };
		case 'loss':
			return { ...current, loss: losses.get(id).id };
		case 'optimizer':
			return { ...current, optimizer: optimizers.get(id).id };
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
 * model, loss, optimizer, run.
 */
export function schemasFor(selection: Selection): ParamSchemas {
	const { task, model, loss, optimizer } = specsOf(selection);
	return merge([task.params, model.params, loss.params, optimizer.params, ...RUN_SCHEMAS]);
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

import { isValid, type ParamSchemas } from '../engine/core/param-schema.ts';
import type { ControlValues } from '../engine/views/define.ts';
import { views } from '../engine/views/index.ts';
import { problemsOf } from './config.ts';
import type { LinkReader } from './link-reader.ts';
import { readingOf } from './param-reading.ts';
import { resolveRun } from './resolve.ts';
import type { RunConfig } from './run-config.ts';

/** Values of views' controls that differ from their defaults, by view. */
export type ViewChoices = Readonly<Record<string, ControlValues>>;

/** The views of a link: the large one and the one that is pinned beside it. */
interface ShownViews {
	readonly view: string | undefined;
	readonly pinned: string | undefined;
}

/** A key of a link names one of these views, and a control of it: `view.a`. */
const SHOWN = Object.freeze(['view', 'pinned'] as const);

/** The controls of all views that apply to a run, by view; none if the run cannot start. */
function controlsOfRun(config: RunConfig): Readonly<Record<string, ParamSchemas>> {
	if (problemsOf(config).length > 0) return {};
	const { task, model, loss, params } = resolveRun(config);
	const subject = { shape: task.shape(params), model, loss, params };
	return Object.fromEntries(
		views.all
			.filter(({ refuse }) => refuse(subject) === undefined)
			.map(({ id, controls }) => [id, controls(subject, params)])
	);
}

/**
 * The choices of the shown views, as entries of a link. Values that a run does not allow are left
 * out.
 */
export function choiceEntries(
	config: RunConfig,
	choices: ViewChoices,
	shown: ShownViews
): readonly (readonly [key: string, value: string])[] {
	const chosen = SHOWN.map((name) => [name, shown[name] ?? ''] as const).filter(([, id]) =>
		Object.hasOwn(choices, id)
	);
	if (chosen.length === 0) return [];
	const controls = controlsOfRun(config);
	return chosen.flatMap(([name, id]) =>
		Object.entries(controls[id] ?? {}).flatMap(([key, schema]) => {
			const value = choices[id]?.[key];
			return value === undefined || !isValid(schema, value)
				? []
				: [[`${name}.${key}`, String(value)] as const];
		})
	);
}

/**
 * Reads the choices of a link. Those of controls that the named view does not have are reported.
 */
export function readChoices(reader: LinkReader, config: RunConfig, shown: ShownViews): ViewChoices {
	const controls = controlsOfRun(config);
	const allKeys = new Set(Object.values(controls).flatMap((own) => Object.keys(own)));
	const choices = SHOWN.flatMap((name) => {
		const id = shown[name];
		const own = controls[id ?? ''] ?? {};
		const values = Object.entries(own).flatMap(([key, schema]) => {
			const value = reader.take(`${name}.${key}`, readingOf(schema));
			return value === undefined ? [] : [[key, value] as const];
		});
		for (const key of allKeys) {
			const expected =
				id === undefined ? `${name}=… beside it` : `a control of the view ${id} in this run`;
			reader.refuse(`${name}.${key}`, expected);
		}
		return id === undefined || values.length === 0
			? []
			: [[id, Object.fromEntries(values)] as const];
	});
	return Object.fromEntries(choices);
}

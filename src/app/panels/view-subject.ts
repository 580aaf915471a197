import { problemsOf } from '../../config/config.ts';
import { resolveRun } from '../../config/resolve.ts';
import type { RunConfig } from '../../config/run-config.ts';
import type { ParamSchemas } from '../../engine/core/param-schema.ts';
import type { ViewSpec } from '../../engine/views/define.ts';
import { views } from '../../engine/views/index.ts';

/** A view as it is called on the page. */
export type ViewName = Pick<ViewSpec, 'id' | 'label'>;

/** A view that has a meaning for the run at hand, with what can be chosen in it. */
export interface OfferedView {
	readonly view: ViewSpec;
	readonly controls: ParamSchemas;
}

/**
 * The views of a run, in the order of the story.
 * @param config what the run started with
 * @param ids those that the worker has recorded
 */
export function offeredViews(config: RunConfig, ids: readonly string[]): readonly OfferedView[] {
	if (problemsOf(config).length > 0) return [];
	const { task, model, loss, params } = resolveRun(config);
	const subject = { shape: task.shape(params), model, loss, params };
	return views.all
		.filter(({ id }) => ids.includes(id))
		.map((view) => ({ view, controls: view.controls(subject, params) }));
}

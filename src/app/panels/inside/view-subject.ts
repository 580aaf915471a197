import { problemsOf } from '../../../config/config.ts';
import { resolveRun } from '../../../config/resolve.ts';
import type { RunConfig } from '../../../config/run-config.ts';
import type { ParamSchemas } from '../../../engine/core/param-schema.ts';
import type { ViewSpec } from '../../../engine/views/define.ts';
import { views } from '../../../engine/views/index.ts';
import { withDefaults } from '../../../engine/views/view-controls.ts';
import type { RunFacts } from '../../../worker/lab-api.ts';

/** Id and label of a view. */
export type ViewName = Pick<ViewSpec, 'id' | 'label'>;

/** A view that applies to the run, with its controls. */
export interface OfferedView {
	readonly view: ViewSpec;
	readonly controls: ParamSchemas;
}

/**
 * The views of a run, in their order.
 * @param config what the run started with
 * @param facts undefined while the worker has not loaded it
 */
export function offeredViews(
	config: RunConfig,
	facts: Pick<RunFacts, 'views' | 'viewDefaults'> | undefined
): readonly OfferedView[] {
	if (facts === undefined || problemsOf(config).length > 0) return [];
	const { task, model, loss, params } = resolveRun(config);
	const subject = { shape: task.shape(params), model, loss, params };
	return views.all
		.filter(({ id }) => facts.views.includes(id))
		.map((view) => ({
			view,
			controls: withDefaults(view.controls(subject, params), facts.viewDefaults[view.id] ?? {})
		}));
}

/** Label of a view. */
export const viewLabel = (id: string): string => (views.has(id) ? views.get(id).label : id);

/** Views that do not apply to a run, grouped by reason. */
export function viewsByReason(
	refused: RunFacts['refusedViews']
): readonly { readonly reason: string; readonly labels: readonly string[] }[] {
	const reasons = [...new Set(refused.map(({ reason }) => reason))];
	return reasons.map((reason) => ({
		reason,
		labels: refused.filter((view) => view.reason === reason).map(({ id }) => viewLabel(id))
	}));
}

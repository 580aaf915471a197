import type { ViewQuestion } from '../../../worker/lab-api.ts';
import type { RunSource } from '../run/run-source.ts';
import type { ViewWish } from './view-feed.svelte.ts';

/**
 * What to ask of the run at hand; nothing where there are no weights to look at.
 * @param snapshot step of the kept weights that are wanted; undefined: the newest
 */
export function viewWish(
	{ generation, keyFrequencies, isTraining, step, facts, status }: RunSource,
	snapshot: number | undefined,
	{ id, controls }: Pick<ViewQuestion, 'id' | 'controls'>
): ViewWish | undefined {
	if (facts === undefined || status.state === 'failed') return undefined;
	return {
		question: { id, controls, ...(snapshot === undefined ? {} : { step: snapshot }) },
		// While it trains they change often, and the next answer comes soon anyway.
		subject: JSON.stringify([generation, isTraining ? [] : keyFrequencies]),
		newest: step,
		isTraining
	};
}

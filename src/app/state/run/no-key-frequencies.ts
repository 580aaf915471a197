import { grokkingOutcome } from '../../../engine/core/phases.ts';
import { formatCount } from '../format.ts';
import { measuredAt } from './measured-at.ts';
import type { RunSource } from './run-source.ts';

type Run = Pick<
	RunSource,
	| 'version'
	| 'evaluations'
	| 'vectors'
	| 'facts'
	| 'markers'
	| 'hasKeyFrequencies'
	| 'endedAt'
	| 'step'
>;

/**
 * Explains why a run that has ended shows no key frequencies: it found none, or its logits use all
 * frequencies. Undefined while the run continues, and if there are key frequencies.
 */
export function explainNoKeyFrequencies(run: Run): string | undefined {
	const isDue = run.endedAt !== undefined && run.step > 0;
	const hasFrequencies = run.facts?.withoutSpectrum === undefined;
	if (!isDue || !hasFrequencies || run.hasKeyFrequencies) return undefined;
	const { use } = measuredAt(run, run.step);
	const outcome = grokkingOutcome(run.markers);
	const answers = outcome === 'stable' || outcome === 'regained';
	if (!answers || use === undefined) {
		return 'No frequency stands out in this network by the rule in force.';
	}
	return use.isAll
		? `No frequency stands out in this network: it uses all ${formatCount(use.count)} of them.`
		: `No frequency stands out in this network by the rule in force; its logits use about ${formatCount(use.used)} of ${formatCount(use.count)}.`;
}

import { EVALUATION_METRICS } from '../../engine/core/telemetry.ts';
import { probes } from '../../engine/probes/index.ts';
import type { SeriesLine } from './series-lines.ts';

/** A measure's name and rule, from the probe that makes it. */
export interface MeasureWords {
	readonly title: string;
	readonly definition: string | undefined;
}

/** A kebab-case or snake_case id as a title. */
function titleOf(id: string): string {
	const words = id.replaceAll(/[-_]/g, ' ');
	return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The words of a probe. An id that is not registered still has a title. */
export function wordsOf(probeId: string): MeasureWords {
	if (!probes.has(probeId)) return { title: titleOf(probeId), definition: undefined };
	const { label, definition, cite } = probes.get(probeId);
	return { title: label, definition: `${definition} (${cite})` };
}

/** Evaluation columns that are neither loss nor accuracy: the probes' scalars, a line for each. */
export function measureLines(columns: readonly string[]): readonly SeriesLine[] {
	const known: readonly string[] = EVALUATION_METRICS;
	return columns
		.filter((column) => !known.includes(column))
		.map((column) => ({
			label: titleOf(column),
			source: 'evaluations',
			column,
			color: 'measure',
			width: 1.75
		}));
}

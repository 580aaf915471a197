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

/** A probe's scalar over the steps: a line, with its rule and paper where its probe is known. */
export interface Measure {
	readonly line: SeriesLine;
	readonly definition: string | undefined;
}

/** Evaluation columns that are neither loss nor accuracy: the probes' scalars, a line for each. */
export function measuresIn(columns: readonly string[]): readonly Measure[] {
	const known: readonly string[] = EVALUATION_METRICS;
	return columns.filter((column) => !known.includes(column)).map(measureOf);
}

function measureOf(column: string): Measure {
	const described = probes.all.flatMap(({ scalars, cite }) =>
		scalars.filter(({ id }) => id === column).map((scalar) => ({ ...scalar, cite }))
	)[0];
	return {
		line: {
			label: described?.label ?? titleOf(column),
			source: 'evaluations',
			column,
			color: 'measure',
			width: 1.75
		},
		definition: described && `${described.definition} (${described.cite})`
	};
}

import type { RunConfig } from '../../../config/run-config.ts';
import { schemasFor, SPEC_KINDS, specsOf } from '../../../config/schemas.ts';
import { trainingDifferences } from '../../state/config/config-differences.ts';
import { valueText } from '../../state/config/param-text.ts';
import type { RunSource } from '../../state/run/run-source.ts';
import type { GhostRun } from '../../state/run/kept-runs.svelte.ts';
import type { Lab } from '../../state/lab/lab.svelte.ts';

/** A run that charts draw faintly behind theirs. */
export interface Ghost {
	readonly id: string;
	/** Its name in legends: by what it differs from the run in front. */
	readonly label: string;
	readonly description: string;
	readonly run: GhostRun;
	readonly isDrawn: boolean;
	readonly toggle: () => void;
	/** Undefined if it cannot be removed. */
	readonly remove: (() => void) | undefined;
}

/** The value of a setting, as its field shows it. */
function valueWords(config: RunConfig, key: string): string {
	const kind = SPEC_KINDS.find((each) => each === key);
	if (kind !== undefined) return specsOf(config)[kind].label;
	return valueText(schemasFor(config)[key], config.values[key] ?? '');
}

/** Label of a setting inside a sentence. */
const nameOf = (config: RunConfig, key: string): string =>
	(schemasFor(config)[key]?.label ?? key).replace(/^[A-Z](?=[a-z])/, (letter) =>
		letter.toLowerCase()
	);

const MOST_NAMED = 2;

/**
 * How an earlier run differs from the one in front: "weight decay 1 → 0".
 * @param most number of differences that are named
 */
export function differenceWords(
	earlier: RunConfig,
	now: RunConfig,
	most: number = MOST_NAMED
): string {
	const keys = trainingDifferences(earlier, now);
	if (keys.length === 0) return 'same settings';
	const named = keys
		.slice(0, most)
		.map((key) =>
			`${nameOf(now.values[key] === undefined ? earlier : now, key)} ${valueWords(earlier, key)} → ${valueWords(now, key)}`.trim()
		);
	const more = keys.length - named.length;
	return named.join(', ') + (more > 0 ? ` and ${String(more)} more` : '');
}

/**
 * The runs behind the live one: the recorded run with the same settings, and earlier runs of this
 * page.
 */
export function ghostsOf({ replay, run }: Pick<Lab, 'replay' | 'run'>): readonly Ghost[] {
	const { backdrop } = replay;
	const recorded: readonly Ghost[] =
		backdrop === undefined
			? []
			: [
					{
						id: 'recorded',
						label: backdrop.source.label,
						description: 'The recorded run, drawn faintly behind this one.',
						run: backdrop.source,
						isDrawn: backdrop.isDrawn,
						toggle: backdrop.toggle,
						remove: undefined
					}
				];
	if (run.isRecorded) return recorded;
	const earlier = run.kept.list.map(({ number, run: ghost, isDrawn }): Ghost => ({
		id: `earlier-${String(number)}`,
		label: `earlier: ${differenceWords(ghost.config, run.config)}`,
		description: `An earlier run, drawn faintly behind this one: ${differenceWords(ghost.config, run.config, Infinity)}.`,
		run: ghost,
		isDrawn,
		toggle: () => {
			run.kept.toggle(number);
		},
		remove: () => {
			run.kept.remove(number);
		}
	}));
	return [...recorded, ...earlier.toReversed()];
}

/**
 * The last step that the step axis of charts shows: of the runs, or of a ghost that is drawn. A
 * replay has the axis of the whole recorded run from its start.
 */
export const axisEnd = (
	sources: readonly Pick<RunSource, 'step' | 'recordedSteps'>[],
	ghosts: readonly Ghost[]
): number =>
	Math.max(
		...sources.map(({ step, recordedSteps }) => Math.max(step, recordedSteps)),
		...ghosts.filter(({ isDrawn }) => isDrawn).map(({ run }) => run.step)
	);

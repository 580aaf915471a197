import { RUN_PARAMS } from '../../../config/run-params.ts';
import type { ParamSchemas } from '../../../engine/core/param-schema.ts';
import type {
	MarkerInterval,
	MemorizationRule,
	PhaseMarkers
} from '../../../engine/core/telemetry.ts';
import { numberText } from '../config/param-text.ts';
import { formatCount } from '../format.ts';
import {
	describeInterval,
	intervalSteps,
	PHASE_NAMES,
	phaseSpans,
	type Phase,
	type PhaseSpan,
	type RunPhase
} from './phase.ts';

/** What the phase strip shows of a run. */
export interface StripFacts {
	/** What the examples are called. */
	readonly noun: string;
	readonly markers: PhaseMarkers;
	readonly memorization: MemorizationRule;
	/** Whether the end of memorization is measured, see `isMemorizationEndMeasured`. */
	readonly isEndMeasured: boolean;
	/** Why only a part of the test counts, a sentence; undefined if all of it does. */
	readonly whyPart: string | undefined;
	/** Phase at the shown step. */
	readonly phase: Phase;
	/** Losses of grokking up to that step. */
	readonly lossesByThen: PhaseMarkers['losses'];
	/**
	 * Steps of a run that has ended; undefined while it may continue. It decides between "not yet"
	 * and "not in N steps".
	 */
	readonly endedAt: number | undefined;
	/** Key frequencies, strongest first. */
	readonly keyFrequencies: readonly number[];
	/** Parameters by key, with the thresholds by which the markers were found. */
	readonly values: Readonly<Record<string, unknown>>;
}

/** Whether a marker may still change. */
export interface PhaseVersion {
	readonly word: 'estimate' | 'final';
	readonly definition: string;
}

/** One cell of the strip. */
export interface PhaseCell {
	readonly phase: RunPhase;
	readonly title: string;
	readonly definition: string;
	/** When the phase begins, in words. For memorization: when it was memorized. */
	readonly when: string;
	/** The interval of `when`; undefined if it has not happened. */
	readonly interval: MarkerInterval | undefined;
	readonly version: PhaseVersion | undefined;
	/** It began at an estimated step and has not ended. */
	readonly isGoing: boolean;
	readonly isNow: boolean;
	readonly isReached: boolean;
}

const PASSED_OVER =
	'In this run a later phase began before that, so this one has no band in the charts.';

/** Said of memorization if the next phase began before it was complete. */
const overlapWords = (noun: string): string =>
	`In this run the phases overlap: the next one began before enough of the ${noun} it was shown were right.`;

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

/** Schemas of the thresholds. */
const RULES: ParamSchemas = RUN_PARAMS;

/** The rule of a phase, with the current thresholds. */
function definitionOf(phase: RunPhase, facts: StripFacts): string {
	const { values, isEndMeasured, markers, whyPart, noun } = facts;
	const onPart = whyPart === undefined ? '' : ` ${whyPart}`;
	const number = (key: string) => {
		const value = values[key];
		return typeof value === 'number' ? numberText(RULES[key], value) : '?';
	};
	const memorized = `it first answers ${number('memorized_accuracy')} of that (train accuracy)`;
	switch (phase) {
		case 'memorizing': {
			if (!isEndMeasured)
				return `It learns by heart what it is shown. The phase lasts until ${memorized}.`;
			const when = markers.memorized ? `, ${describeInterval(markers.memorized)}` : '';
			return `It learns by heart what it is shown. Memorized is when ${memorized}${when}. The phase lasts until the minimum of excluded loss, the loss on the ${noun} it was shown without the key frequencies (Nanda et al. 2023).`;
		}
		case 'plateau':
			return `It knows what it was shown, and nothing seems to change: from when ${memorized}. Excluded or restricted loss is not measured in this run, so the beginning of circuit formation is unknown.`;
		case 'circuit':
			return `Inside, a general solution grows before the answers show it. From the minimum of excluded loss, the loss on the ${noun} it was shown without the key frequencies, until cleanup: the network has begun to rely on them. A minimum alone is no evidence: it counts if for ${number('hold_evaluations')} evaluations there is a key frequency, and restricted loss lies below chance (Nanda et al. 2023).`;
		case 'cleanup':
			return (
				`It begins to do better than a guess on what it was never shown. After memorization, the loss on that (test loss) fell below ${number('cleanup_loss_ratio')} × chance, ` +
				`the loss of a guess, and stayed below.${onPart} (Nanda et al. 2023)`
			);
		case 'grokked':
			return `It answers what it was never shown. The share of right answers on that (test accuracy) reached ${number('grokked_accuracy')} and held for ${number('hold_evaluations')} evaluations.${onPart}`;
		case 'lost':
		case 'regained':
			return `It no longer answers what it had understood, or does so again. After it had grokked, the share of right answers on what it was never shown (test accuracy) lay below ${number('lost_accuracy')} for ${number('hold_evaluations')} evaluations: lost. Regained is when it is again at ${number('grokked_accuracy')} for as many.${onPart} ${lossList(markers)}`;
	}
}

/** All losses of grokking that are kept, with their steps. */
function lossList({ losses, lossCount }: PhaseMarkers): string {
	const each = losses.map(
		({ lost, regained }) =>
			`lost ${describeInterval(lost)}${regained === undefined ? ', not regained' : `, regained ${describeInterval(regained)}`}`
	);
	const earlier = lossCount - losses.length;
	const before = earlier > 0 ? `${formatCount(earlier)} earlier losses, then ` : '';
	return `In this run: ${before}${each.join('; ')}.`;
}

/** By which rule the end of memorization was found. */
function versionOf({ memorization, keyFrequencies, endedAt }: StripFacts): PhaseVersion {
	const rule =
		'the minimum of the largest single-frequency excluded loss before cleanup, which needs no key frequencies';
	if (!memorization.isSettled) {
		const later =
			endedAt === undefined
				? 'It may still move. When the run ends it is computed again from the excluded loss of all key frequencies of the final weights.'
				: 'From the excluded loss of all final key frequencies no end can be found: the final weights have no key frequency, or the early weights are not kept.';
		return { word: 'estimate', definition: `Estimate: ${rule}. ${later}` };
	}
	const keys = keyFrequencies.length === 0 ? '' : ` (${keyFrequencies.join(', ')})`;
	const { live } = memorization;
	return {
		word: 'final',
		definition:
			`Final: the minimum of the excluded loss of all final key frequencies${keys}, which are those of the final weights, between steps of which weights are kept. ` +
			(live === undefined
				? 'There was no estimate, which would be '
				: `The estimate was ${describeInterval(live)}: `) +
			`${rule}.`
	};
}

const LATER: readonly Phase[] = Object.freeze(['lost', 'regained']);

/** The cell for losing and regaining, if the run has lost what it had grokked. */
function lossCell(facts: StripFacts): readonly PhaseCell[] {
	const isNow = LATER.includes(facts.phase);
	const latest = (isNow ? facts.lossesByThen : facts.markers.losses).at(-1);
	if (latest === undefined) return [];
	const phase = latest.regained === undefined ? 'lost' : 'regained';
	const interval = latest.regained ?? latest.lost;
	return [
		{
			phase,
			title: capital(PHASE_NAMES[phase]),
			definition: definitionOf(phase, facts),
			when: describeInterval(interval),
			interval,
			version: undefined,
			isGoing: false,
			isNow,
			isReached: isNow
		}
	];
}

/** What a cell shows instead of an interval. */
function whyNone(facts: StripFacts, { phase, isPassedOver }: PhaseSpan): string {
	const { endedAt, isEndMeasured } = facts;
	if (phase === 'circuit' && endedAt === undefined && isPassedOver) {
		// The final key frequencies often show at the end what the live ones do not.
		return isEndMeasured ? 'known at the end' : 'not measured';
	}
	if (phase === 'circuit' && endedAt !== undefined) return 'not seen';
	if (endedAt !== undefined) return `not in ${formatCount(endedAt)} steps`;
	return isPassedOver ? 'passed over' : 'not yet';
}

/** The end of memorization is a first estimate of a run that may continue. */
const isEstimate = ({ memorization, endedAt }: StripFacts): boolean =>
	!memorization.isSettled && endedAt === undefined;

/** The middle of an interval whose ends may still move. */
const middleStep = ({ after, by }: MarkerInterval): string =>
	formatCount(Math.round((after + by) / 2));

/** What the first cell says: when the run memorized, and whether the next phase began before. */
function memorizationOf(
	facts: StripFacts,
	definition: string,
	next: PhaseSpan | undefined
): Pick<PhaseCell, 'when' | 'interval' | 'definition'> {
	const { isEndMeasured, markers, phase, noun } = facts;
	const interval = isEndMeasured ? markers.memorized : undefined;
	if (interval === undefined) {
		return { definition, when: phase === 'before' ? 'not yet' : 'from step 0', interval };
	}
	const when = `memorized ${intervalSteps(interval)}`;
	const end = next?.begins;
	if (end === undefined || end.by >= interval.by) return { definition, when, interval };
	return {
		definition: `${definition} ${overlapWords(noun)}`,
		when: `until ${isEstimate(facts) ? `about ${middleStep(end)}` : intervalSteps(end)}, ${when}`,
		interval
	};
}

/** When a phase begins. */
function beginWords(
	begins: MarkerInterval,
	{ isPassedOver, isMoving }: { readonly isPassedOver: boolean; readonly isMoving: boolean }
): string {
	if (isPassedOver) return `later, ${intervalSteps(begins)}`;
	return isMoving ? `from about step ${middleStep(begins)}` : describeInterval(begins);
}

/** The cells of the strip: one per phase in order, and one for all losses. */
export function phaseCells(facts: StripFacts): readonly PhaseCell[] {
	const { markers, phase: now } = facts;
	const spans = phaseSpans({ ...markers, losses: [] }, facts.isEndMeasured);
	const isLater = LATER.includes(now);
	const current = isLater ? spans.length : spans.findIndex(({ phase }) => phase === now);
	const cells = spans.map((span, i) => {
		const { phase, isPassedOver } = span;
		const cell = {
			phase,
			title: capital(PHASE_NAMES[phase]),
			definition: definitionOf(phase, facts),
			isGoing: false,
			isNow: i === current,
			isReached: i <= current
		};
		if (i === 0) {
			return { ...cell, ...memorizationOf(facts, cell.definition, spans[1]), version: undefined };
		}
		// A phase that was passed over still has the interval in which its rule first held. An
		// estimate that is passed over may still change, so it is not shown.
		const isMoving = phase === 'circuit' && isEstimate(facts);
		const begins = isMoving && isPassedOver ? undefined : span.begins;
		const steps = begins && beginWords(begins, { isPassedOver, isMoving });
		return {
			...cell,
			definition: isPassedOver ? `${cell.definition} ${PASSED_OVER}` : cell.definition,
			when: steps ?? whyNone(facts, span),
			interval: begins,
			isGoing: isMoving && begins !== undefined && cell.isNow,
			version: phase === 'circuit' && begins !== undefined ? versionOf(facts) : undefined
		};
	});
	return [...cells, ...lossCell(facts)];
}

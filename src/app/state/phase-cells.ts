import type {
	MarkerInterval,
	MemorizationRule,
	PhaseMarkers
} from '../../engine/core/telemetry.ts';
import { formatNumber } from './format.ts';
import {
	describeInterval,
	intervalSteps,
	PHASE_NAMES,
	phaseSpans,
	type Phase,
	type RunPhase
} from './phase.ts';

/** What the strip tells of a run. */
export interface StripFacts {
	readonly markers: PhaseMarkers;
	readonly memorization: MemorizationRule;
	/** Where memorization ends is told, see `tellsCircuit`. */
	readonly tellsEnd: boolean;
	/** At the step that is shown. */
	readonly phase: Phase;
	/** Key frequencies in force, strongest first. */
	readonly keyFrequencies: readonly number[];
	/** Parameters by key: the thresholds that the markers were judged with. */
	readonly values: Readonly<Record<string, unknown>>;
}

/** Which version of a marker it is. */
export interface PhaseVersion {
	readonly word: 'live' | 'settled';
	readonly definition: string;
}

/** One cell of the strip. */
export interface PhaseCell {
	readonly phase: RunPhase;
	readonly title: string;
	readonly definition: string;
	/** When it begins, in words; of memorization, when the train pairs were right. */
	readonly when: string;
	/** What these words are about; undefined while it has not happened. */
	readonly interval: MarkerInterval | undefined;
	readonly version: PhaseVersion | undefined;
	readonly isNow: boolean;
	readonly isReached: boolean;
}

const PASSED_OVER =
	'In this run the next phase began before that: it is no phase of its own, and has no band in the charts.';

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

/** The rule of a phase, with the thresholds in force. */
function definitionOf(phase: RunPhase, { values, tellsEnd, markers }: StripFacts): string {
	const number = (key: string) => {
		const value = values[key];
		return typeof value === 'number' ? formatNumber(value) : '?';
	};
	const memorized = `train accuracy first reaches ${number('memorized_accuracy')}`;
	switch (phase) {
		case 'memorizing': {
			if (!tellsEnd) return `From the first step until ${memorized}.`;
			const when = markers.memorized ? ` (${describeInterval(markers.memorized)})` : '';
			return `Memorized is when ${memorized}${when}. The phase goes on until excluded loss, the loss on the train pairs without the key frequencies, has its minimum (Nanda et al. 2023).`;
		}
		case 'plateau':
			return `From when ${memorized}. Excluded loss is not measured in this run, so nothing tells when circuit formation begins.`;
		case 'circuit':
			return 'From the minimum of excluded loss, the loss on the train pairs without the key frequencies, until cleanup: the network has begun to rely on them (Nanda et al. 2023).';
		case 'cleanup':
			return (
				`After memorization, test loss fell for good below ${number('cleanup_loss_ratio')} × chance, ` +
				'the loss of a uniform guess (Nanda et al. 2023).'
			);
		case 'grokked':
			return (
				`Test accuracy reached ${number('grokked_accuracy')} and held for ${number('hold_evaluations')} evaluations; ` +
				'for a commutative task also on the non-mirrored pairs.'
			);
	}
}

/** By which rule memorization was told to end. */
function versionOf({ memorization, keyFrequencies }: StripFacts): PhaseVersion {
	const rule =
		'the minimum of the largest single-frequency excluded loss, which looks at the past alone and needs no key frequencies';
	if (!memorization.isSettled) {
		return {
			word: 'live',
			definition: `Live: ${rule}. It may still move. When the budget is used up it is told anew, from the excluded loss of all final key frequencies.`
		};
	}
	const keys = keyFrequencies.length === 0 ? '' : ` (${keyFrequencies.join(', ')})`;
	const { live } = memorization;
	return {
		word: 'settled',
		definition:
			`Settled: the minimum of the excluded loss of all final key frequencies${keys}, between steps of which weights are kept. ` +
			(live === undefined
				? 'Live nothing was told; there it is '
				: `Live it is ${describeInterval(live)}: `) +
			`${rule}.`
	};
}

/** The strip's cells: the phases of the bands, in their order. */
export function phaseCells(facts: StripFacts): readonly PhaseCell[] {
	const { markers, phase: now } = facts;
	const spans = phaseSpans(markers, facts.tellsEnd);
	const current = spans.findIndex(({ phase }) => phase === now);
	return spans.map(({ phase, begins, isPassedOver }, i) => {
		const cell = {
			phase,
			title: capital(PHASE_NAMES[phase]),
			definition: definitionOf(phase, facts),
			isNow: i === current,
			isReached: i <= current
		};
		if (i === 0) {
			const interval = facts.tellsEnd ? markers.memorized : undefined;
			const from = now === 'before' ? 'not yet' : 'from step 0';
			const when = interval === undefined ? from : `memorized ${intervalSteps(interval)}`;
			return { ...cell, when, interval, version: undefined };
		}
		// The interval of what is no phase of the run still says where its rule holds.
		const steps =
			begins && (isPassedOver ? `later, ${intervalSteps(begins)}` : describeInterval(begins));
		return {
			...cell,
			definition: isPassedOver ? `${cell.definition} ${PASSED_OVER}` : cell.definition,
			when: steps ?? (isPassedOver ? 'not told yet' : 'not yet'),
			interval: begins,
			version: phase === 'circuit' && begins !== undefined ? versionOf(facts) : undefined
		};
	});
}

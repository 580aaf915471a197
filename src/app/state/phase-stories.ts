import type { PhaseMarkers } from '../../engine/core/telemetry.ts';
import { formatNumber } from './format.ts';
import type { Phase } from './phase.ts';

/** What is going on, in a sentence or two, for somebody who has never seen it. */
export const PHASE_STORIES: Readonly<Record<Phase, string>> = Object.freeze({
	before:
		'Press Train. The network sees only part of the table; watch what it does on the pairs that it never sees.',
	memorizing:
		'It is learning its training pairs by heart. On the test pairs it only guesses, with growing confidence.',
	plateau:
		'Memorized: train pairs right, test pairs wrong. It looks stuck. It is not: weight decay makes memorizing expensive, and structure grows underneath: watch the spectrum.',
	cleanup:
		'The general solution has formed, and weight decay is removing the memorized one: test loss falls below chance.',
	grokked:
		'Grokked: it answers pairs that it never saw. The spectrum shows which frequencies it computes with. The run goes on: nothing stops at 100 %.'
});

/** One cell of the strip. */
export interface PhaseCell {
	readonly phase: Exclude<Phase, 'before'>;
	readonly title: string;
	/** The marker at which the phase begins. */
	readonly begins: keyof PhaseMarkers | undefined;
	readonly definition: string;
}

/** The strip's cells, with the rules in force. */
export function phaseCells(values: Readonly<Record<string, unknown>>): readonly PhaseCell[] {
	const number = (key: string) => {
		const value = values[key];
		return typeof value === 'number' ? formatNumber(value) : '?';
	};
	return [
		{
			phase: 'memorizing',
			title: 'Memorization',
			begins: undefined,
			definition: `From the first step until train accuracy first reaches ${number('memorized_accuracy')}.`
		},
		{
			phase: 'plateau',
			title: 'Plateau',
			begins: 'memorized',
			definition:
				`Memorized: train accuracy reached ${number('memorized_accuracy')}. ` +
				'Circuit formation goes on underneath (Nanda et al. 2023).'
		},
		{
			phase: 'cleanup',
			title: 'Cleanup',
			begins: 'cleanupBegins',
			definition:
				`After memorization, test loss fell for good below ${number('cleanup_loss_ratio')} × chance, ` +
				'the loss of a uniform guess (Nanda et al. 2023).'
		},
		{
			phase: 'grokked',
			title: 'Grokked',
			begins: 'grokked',
			definition:
				`Test accuracy reached ${number('grokked_accuracy')} and held for ${number('hold_evaluations')} evaluations; ` +
				'for a commutative task also on the non-mirrored pairs.'
		}
	];
}

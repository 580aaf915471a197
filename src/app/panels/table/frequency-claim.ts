import type { Phase } from '../../state/phases/phase.ts';
import { formatCount } from '../../state/format.ts';
import type { FrequencyUse } from '../../state/run/frequency-use.ts';

/** What the caption of the spectrum depends on, all at the step that is shown. */
export interface SpectrumFacts {
	readonly phase: Phase;
	/** Number of key frequencies that stand out. */
	readonly keys: number;
	/** How many frequencies the logits use; undefined if not measured. */
	readonly use: FrequencyUse | undefined;
	/** The run has ended and this is its last step. */
	readonly isEnd: boolean;
}

const NUMBERS = [
	...['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten']
] as const;

/** A number at the beginning of a sentence, with its noun. */
function waves(count: number): string {
	return `${NUMBERS[count] ?? formatCount(count)} wave${count === 1 ? '' : 's'}`;
}

const lower = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);

/** What a spectrum with key frequencies shows, a sentence. */
function claimOfKeys(phase: Phase, keys: number): string {
	const isOne = keys === 1;
	switch (phase) {
		case 'before':
		case 'memorizing':
		case 'lost':
			return `${waves(keys)} stand${isOne ? 's' : ''} out.`;
		case 'plateau':
		case 'circuit':
			return `${waves(keys)} grow${isOne ? 's' : ''} while the loss looks flat.`;
		case 'cleanup':
			return `${waves(keys)} carr${isOne ? 'ies' : 'y'} the answer; the others fade.`;
		case 'grokked':
		case 'regained':
			return `It computes with ${lower(waves(keys))}.`;
	}
}

/** The claim below the spectrum: one sentence about the step that is shown. */
export function frequencyClaim({ phase, keys, use, isEnd }: SpectrumFacts): string {
	if (keys > 0) return claimOfKeys(phase, keys);
	const answers = phase === 'grokked' || phase === 'regained';
	if (answers && use !== undefined) {
		return use.isAll
			? `It uses all ${formatCount(use.count)} frequencies.`
			: `No frequency stands out: its answers use about ${formatCount(use.used)} of ${formatCount(use.count)}.`;
	}
	if (isEnd) return 'No frequency stands out at the end.';
	return phase === 'before'
		? 'At first all frequencies are about equally strong.'
		: 'No frequency stands out yet.';
}

import { formatCount } from '../../state/format.ts';
import type { PageStatus } from '../../state/lab/page-status.ts';

/** What the words beside the slider depend on. */
export interface TransportFacts {
	readonly status: PageStatus;
	/** Steps that the run has. */
	readonly step: number;
	/** Steps of the whole recorded run while it is replayed; else 0. */
	readonly recordedSteps: number;
	/** The earlier step that the page shows, if it does. */
	readonly scrubbed: number | undefined;
	/** Whether earlier steps are being replayed. */
	readonly isPlaying: boolean;
	readonly canTrain: boolean;
}

/** A button's tooltip, and whether it can be used: if not, the tooltip says why. */
interface ButtonWords {
	readonly title: string;
	readonly isPossible: boolean;
}

const possible = (title: string): ButtonWords => ({ title, isPossible: true });
const impossible = (title: string): ButtonWords => ({ title, isPossible: false });

const NOTHING_YET = 'No step has been trained yet';

/** Goes back to step 0. */
const backWords = ({ step, status }: TransportFacts): ButtonWords => {
	if (step === 0) return impossible(`${NOTHING_YET}: there is nothing to go back to.`);
	return possible(
		status.state === 'replay'
			? 'Starts the recorded run from step 0.'
			: 'Shows step 0. The run keeps all its steps.'
	);
};

/** Replays steps. */
const replayWords = ({ step, status, isPlaying }: TransportFacts): ButtonWords => {
	const isRecorded = status.state === 'replay';
	if (step === 0 && !isRecorded) return impossible(`${NOTHING_YET}: there is nothing to replay.`);
	if (isPlaying) return possible('Stops the replay at this step.');
	return possible(
		isRecorded
			? 'Plays the recorded run.'
			: 'Shows the steps so far one after the other, without training.'
	);
};

/** Trains one step. */
const trainWords = ({ status, canTrain }: TransportFacts): ButtonWords => {
	if (status.state === 'replay') return impossible('A recorded run cannot be trained.');
	if (status.state === 'training') return impossible('It trains already. Pause it first.');
	return canTrain
		? possible('Trains a single step: one update of all weights.')
		: impossible('Nothing can be trained at this moment.');
};

/** Shows the newest step. */
const newestWords = ({ scrubbed, status }: TransportFacts): ButtonWords => {
	if (scrubbed === undefined) return impossible('The newest step is shown already.');
	return possible(
		status.state === 'training'
			? 'Shows the newest step again, and follows the run.'
			: 'Shows the newest step again.'
	);
};

/** The step that the page shows, beside the slider. */
function placeWords({ scrubbed, step, recordedSteps, status }: TransportFacts): string {
	const shown = `step ${formatCount(scrubbed ?? step)}`;
	const length = Math.max(step, recordedSteps);
	if (scrubbed !== undefined || step < length) return `${shown} of ${formatCount(length)}`;
	return status.state === 'training' ? `${shown}, training` : shown;
}

/** The words of the transport. */
export const transportWords = (facts: TransportFacts) => ({
	back: backWords(facts),
	replay: replayWords(facts),
	train: trainWords(facts),
	newest: newestWords(facts),
	place: placeWords(facts)
});

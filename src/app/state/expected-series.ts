import type { Recording } from '../../gallery/recording.ts';
import { GrowingSeries } from './growing-series.ts';
import { nameRecorded } from './recorded-words.ts';
import { settledSeries, type SettledSeries } from './settled-series.ts';

/** A recorded run as charts draw it behind a live one of its settings. */
export interface ExpectedSeries {
	/** Loss and accuracy at evaluated steps. */
	readonly train: GrowingSeries;
	readonly evaluations: GrowingSeries;
	readonly settled: SettledSeries;
	readonly lastStep: number;
	/** Which run it is: a live one may have another seed, or changes of its own. */
	readonly label: string;
}

/** What to expect of a run, from one that was recorded. */
export function expectedSeries({ card, evaluations, settled }: Recording): ExpectedSeries {
	const { step, columns } = evaluations;
	const none = step.map(() => NaN);
	const train = new GrowingSeries();
	train.append(step, {
		loss: columns['train_loss'] ?? none,
		accuracy: columns['train_accuracy'] ?? none
	});
	const evaluated = new GrowingSeries();
	evaluated.append(step, columns);
	return {
		train,
		evaluations: evaluated,
		settled: settledSeries(settled),
		lastStep: card.steps,
		label: nameRecorded(card)
	};
}

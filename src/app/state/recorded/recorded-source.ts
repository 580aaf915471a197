import { decodeLink } from '../../../config/url-codec.ts';
import type { RecordedRun } from '../../../lab-run/codec/recorded-run.ts';
import { OPENING_PRESET } from '../config/default-presets.ts';
import { Playback } from './playback.ts';
import { nameRecorded } from './recorded-words.ts';
import type { RunSource } from '../run/run-source.ts';
import { LabeledRun } from '../run/labeled-run.ts';

/** A recorded run at its end, without weights: views need a replay. */
export function recordedSource(recorded: RecordedRun): RunSource {
	const { config } = decodeLink(recorded.card.link, OPENING_PRESET);
	const run = new LabeledRun({
		label: nameRecorded(recorded.card),
		config: () => config,
		view: ({ id }) =>
			Promise.resolve({
				ok: false,
				error: {
					code: 'internal',
					message: `view "${id}": expected a run with weights, got a recorded run that holds only its curves`,
					details: ''
				}
			})
	});
	new Playback(recorded, run).finish();
	return run;
}

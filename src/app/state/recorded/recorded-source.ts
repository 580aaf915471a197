import { decodeLink } from '../../../config/url-codec.ts';
import type { Recording } from '../../../lab-run/codec/recording.ts';
import { OPENING_PRESET } from '../config/default-presets.ts';
import { Playback } from './playback.ts';
import { nameRecorded } from './recorded-words.ts';
import type { RunSource } from '../run/run-source.ts';
import { ShownRun } from '../run/shown-run.ts';

/**
 * A recorded run at its end. Nothing looks into its weights: for that it plays in the place of the
 * live run.
 */
export function recordedSource(recording: Recording): RunSource {
	const { config } = decodeLink(recording.card.link, OPENING_PRESET);
	const run = new ShownRun({
		label: nameRecorded(recording.card),
		config: () => config,
		view: ({ id }) =>
			Promise.resolve({
				ok: false,
				error: {
					code: 'internal',
					message: `view "${id}": expected a run with weights, got one of which only the curves are here`,
					details: ''
				}
			})
	});
	new Playback(recording, run).finish();
	return run;
}

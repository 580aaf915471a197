import { withValue } from '../../../config/config.ts';
import { configOf } from '../../../config/preset-config.ts';
import { decodeLink, type DecodedLink } from '../../../config/url-codec.ts';
import type { PresetId } from '../../../presets/index.ts';
import type { RecordedRun } from '../../../lab-run/codec/recorded-run.ts';
import { OPENING_PRESET } from '../config/default-presets.ts';
import { Playback } from './playback.ts';
import { nameRecorded } from './recorded-words.ts';
import type { RunSource } from '../run/run-source.ts';
import { LabeledRun } from '../run/labeled-run.ts';

/**
 * The settings of a recorded run, with the preset's budget: how long the run was recorded is no
 * setting that differs from the preset.
 * @param fallback the preset of a link that names none
 */
export function recordedSettings(
	{ card: { link } }: Pick<RecordedRun, 'card'>,
	fallback: PresetId
): Pick<DecodedLink, 'config' | 'preset'> {
	const { config, preset } = decodeLink(link, fallback);
	const steps = configOf(preset).values['steps'];
	return { config: steps === undefined ? config : withValue(config, 'steps', steps), preset };
}

/** A recorded run at its end, without weights: views need a replay. */
export function recordedSource(recorded: RecordedRun): RunSource {
	const { config } = recordedSettings(recorded, OPENING_PRESET);
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

import { LabError } from '../../engine/core/lab-error.ts';
import { decodeRecording } from '../../gallery/recording-codec.ts';
import type { Recording } from '../../gallery/recording.ts';

/**
 * Fetches a recorded run from the folder beside the page, on whatever host and path that is.
 * @param preset id of the preset that was recorded: the stem of its file
 * @throws LabError `bad-checkpoint` when this copy of the page has no such file, or one of another format
 */
export async function fetchRecording(preset: string): Promise<Recording> {
	const address = new URL(`gallery/${preset}.run.json`, document.baseURI);
	const response = await fetch(address, { priority: 'low' });
	if (!response.ok) {
		throw new LabError(
			'bad-checkpoint',
			`recording: expected a file at ${address.pathname}, got HTTP ${String(response.status)}`
		);
	}
	return decodeRecording(await response.text());
}

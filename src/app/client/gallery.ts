import { LabError } from '../../engine/core/lab-error.ts';
import { decodeRecordedRun } from '../../lab-run/codec/recorded-run-codec.ts';
import type { PackedWeights, RecordedRun } from '../../lab-run/codec/recorded-run.ts';

/** @throws LabError `bad-checkpoint` if this copy of the page has no such file */
async function fetchFile(name: string): Promise<Response> {
	const address = new URL(`gallery/${name}`, document.baseURI);
	const response = await fetch(address, { priority: 'low' });
	if (response.ok) return response;
	throw new LabError(
		'bad-checkpoint',
		`recorded run: expected a file at ${address.pathname}, got HTTP ${String(response.status)}`
	);
}

/** Fetches recorded runs from the folder `gallery/` beside the page. */
export const GALLERY_FILES = {
	/**
	 * @param preset id of the preset that was recorded: the stem of its file
	 * @throws LabError `bad-checkpoint` when there is no such file, or one of another format
	 */
	async recorded(preset: string): Promise<RecordedRun> {
		const response = await fetchFile(`${preset}.run.json`);
		return decodeRecordedRun(await response.text());
	},
	/** @throws LabError `bad-checkpoint` when there is no such file */
	async weights(preset: string): Promise<PackedWeights> {
		const response = await fetchFile(`${preset}.weights.bin`);
		return new Uint8Array(await response.arrayBuffer());
	}
} as const;

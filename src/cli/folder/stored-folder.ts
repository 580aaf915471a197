import { FILES, type RunFiles } from '../../lab-run/codec/run-files.ts';
import { readStoredRun, type ReadOptions, type StoredRun } from '../../lab-run/stored-run.ts';
import { UsageError } from '../arguments/failures.ts';
import { readLink } from '../arguments/read-config.ts';
import { sha256 } from './digest.ts';
import type { RunFolder } from './run-folder.ts';

/** The files of a folder as the reader of a run takes them. */
const filesOf = (folder: RunFolder): RunFiles => ({
	list: () =>
		Promise.resolve([
			...folder.names(),
			...folder.list(FILES.snapshots).map((name) => `${FILES.snapshots}/${name}`)
		]),
	// Read within a promise, so that a file that cannot be read rejects it.
	read: (name) => Promise.resolve().then(() => folder.read(name))
});

/**
 * The run in a folder.
 * @param command that reads it, named in errors
 * @throws UsageError when it is no run's folder, FormatError as `readStoredRun`
 */
export async function readRunFolder(
	folder: RunFolder,
	command: string,
	options?: ReadOptions
): Promise<StoredRun> {
	if (!folder.has(FILES.card)) {
		throw new UsageError(
			`${command}: expected the folder of a run, got ${folder.shown} without ${FILES.card}`
		);
	}
	const readConfig = (link: string) => readLink(link).config;
	return readStoredRun(filesOf(folder), { digest: sha256, readConfig }, options);
}

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Files under a folder of the repository, from its root, in order; none when there is no such
 * folder.
 */
export function listFiles(folder: string, ending: string): readonly string[] {
	return readdirSync(ROOT + folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && entry.name.endsWith(ending))
		.map((entry) => `${entry.parentPath}/${entry.name}`.slice(ROOT.length).replaceAll('\\', '/'))
		.sort();
}

export function readSource(file: string): string {
	return readFileSync(ROOT + file, 'utf8');
}

/** File name without folder and ending. */
export function stemOf(file: string): string {
	return file.replace(/^.*\//, '').replace(/\.\w+$/, '');
}

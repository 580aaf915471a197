import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Every entry below a folder with its kind and its bytes (or where it leads), as one text to
 * compare.
 */
export function treeOf(folder: string): readonly string[] {
	return readdirSync(folder)
		.toSorted()
		.flatMap((name) => {
			const path = join(folder, name);
			const entry = lstatSync(path);
			if (entry.isDirectory()) return [`${name}/`, ...treeOf(path).map((one) => `${name}/${one}`)];
			if (entry.isSymbolicLink()) return [`${name} -> ${readlinkSync(path)}`];
			if (!entry.isFile()) return [`${name} of mode ${String(entry.mode)}`];
			return [`${name} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`];
		});
}

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { ROOT } from './run-command.mjs';

/**
 * Rooms that the headless lab does not bundle. It consists of all other rooms and of the shaders,
 * which it reads at run time.
 */
export const PAGE_ROOMS = ['app', 'worker'];
const SOURCE = /\.(m?ts|mjs|wgsl)$/;

/**
 * @returns {string} 16 hex digits that change with any source or shader of the headless lab and
 * with any package's version; the same in every checkout
 */
export function buildHash() {
	const rooms = readdirSync(join(ROOT, 'src'), { withFileTypes: true })
		.filter((entry) => entry.isDirectory() && !PAGE_ROOMS.includes(entry.name))
		.map(({ name }) => `src/${name}`);
	const files = [...rooms, 'shaders'].flatMap((folder) =>
		readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile() && SOURCE.test(entry.name))
			.map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
	);
	const hash = createHash('sha256');
	for (const file of [...files.sort(), 'package-lock.json']) {
		hash.update(`${file}\0`).update(readFileSync(join(ROOT, file)));
	}
	return hash.digest('hex').slice(0, 16);
}

import { readFileSync } from 'node:fs';
import type { Backend } from '../engine/core/backend.ts';
import { buildHash } from '../launch/build-hash.mjs';

function versionIn(path: string): string {
	// Two levels below the root, as is the bundle that this ends up in.
	const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
	const value: unknown = JSON.parse(text);
	const isPackage = typeof value === 'object' && value !== null && 'version' in value;
	if (isPackage && typeof value.version === 'string') return value.version;
	throw new Error(`${path}: expected a version, got none`);
}

/**
 * Versions for the card of a run, and a hash of the program's sources. Together with the adapter
 * they determine the exact numbers of a run.
 */
export function packageVersions(backend: Backend): Readonly<Record<string, string>> {
	return {
		'grokking-lab': versionIn('package.json'),
		build: buildHash(),
		node: process.versions.node,
		// The other backends do without Dawn, whose package may be missing then.
		...(backend === 'webgpu' ? { webgpu: versionIn('node_modules/webgpu/package.json') } : {})
	};
}

import { installDebianPackages, isDebianRoot } from './debian-packages.mjs';
import { findBrowser } from './find-browser.mjs';

/** @typedef {import('./find-browser.mjs').BrowserKind} BrowserKind */

/**
 * A line that names the missing browser and says how to install it.
 * @param {BrowserKind} kind
 */
export function describeMissing({ names, variable, debianPackages }) {
	return `${names} was not found: install it (on Debian: ${debianPackages.join(' ')}), or set ${variable} to its executable`;
}

/**
 * Finds a browser, or installs one on Debian as root.
 * @param {BrowserKind} kind
 * @returns {Promise<string>} its executable
 * @throws {Error} that names what to install
 */
export async function provideBrowser(kind) {
	const found = findBrowser(kind);
	if (found !== undefined) return found;
	if (isDebianRoot()) {
		await installDebianPackages(kind.debianPackages);
		const installed = findBrowser(kind);
		if (installed !== undefined) return installed;
	}
	throw new Error(describeMissing(kind));
}

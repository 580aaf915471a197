import { installDebianPackages, isDebianRoot } from './debian-packages.mjs';
import { findBrowser } from './find-browser.mjs';

/** @typedef {import('./find-browser.mjs').BrowserKind} BrowserKind */

/**
 * One line that says what to install.
 * @param {BrowserKind} kind
 */
export function describeMissing({ names, variable, debianPackages }) {
	return `${names} was not found: install it (on Debian: ${debianPackages.join(' ')}), or set ${variable} to its executable`;
}

/**
 * Finds a browser, or installs one where that is ours to do.
 * @param {BrowserKind} kind
 * @returns {Promise<string>} its executable
 * @throws {Error} with one line that says what to install
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

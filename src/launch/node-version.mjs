// Imported first: uses only syntax and built-ins that old versions of Node support.

const MINIMUM = [20, 19];

/**
 * @param {string} version as in `process.versions.node`
 * @returns {boolean} whether this Node can build and test the lab
 */
export function isNodeSupported(version) {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	const [minMajor = 0, minMinor = 0] = MINIMUM;
	return major > minMajor || (major === minMajor && minor >= minMinor);
}

/** Ends the process with a message if Node is too old. */
export function requireNode() {
	if (isNodeSupported(process.versions.node)) return;
	process.stderr.write(
		`Grokking Lab needs Node ${MINIMUM.join('.')} or newer; this is ${process.versions.node}. See https://nodejs.org\n`
	);
	process.exit(1);
}

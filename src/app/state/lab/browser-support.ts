/**
 * From which version on released browsers have WebGPU: the one place for it, README.md's sentence
 * too (tested). Source: mdn/browser-compat-data, api/GPU.json and its like, August 2026 (Firefox on
 * Windows: bug 1972486; macOS 26: 1992212; older macOS: 1993341; none on Intel Macs: 2004105), and
 * gpuweb's wiki page Implementation-Status, April 2026.
 */
const since = Object.freeze({
	chromium: 113,
	chromiumAndroid: 121,
	chromiumLinuxIntel: 144,
	chromiumLinuxNvidia: 147,
	/** Also the version of macOS, iOS and iPadOS that has it. */
	safari: 26,
	firefoxWindows: 141,
	firefoxMac: 147,
	/** Of macOS 26, which had it earlier than others. */
	firefoxMac26: 145
});

/** The browsers that will do, in one line. */
export const BROWSERS_WITH_WEBGPU =
	`Chrome or Edge ${String(since.chromium)}+, Safari ${String(since.safari)}+, Firefox ${String(since.firefoxWindows)}+ on Windows ` +
	`and ${String(since.firefoxMac)}+ on Macs with Apple silicon (${String(since.firefoxMac26)}+ on macOS 26)`;

/** Firefox, by system. */
export function firefoxHint(userAgent: string, hasWebGpu: boolean): string {
	if (/Linux|Android/.test(userAgent)) {
		return hasWebGpu
			? 'WebGPU is still being tried out in Firefox on Linux and Android, and does without drivers that it does not trust. Chrome or Edge may find one.'
			: 'Firefox has no WebGPU on Linux and Android in its released versions. Chrome or Edge may have it.';
	}
	if (/Macintosh/.test(userAgent)) {
		return (
			`Firefox has WebGPU on Macs with Apple silicon from version ${String(since.firefoxMac)} (on macOS 26 from ${String(since.firefoxMac26)}), not on Intel Macs. ` +
			'Chrome, Edge and Safari have it there too.'
		);
	}
	return `Firefox has WebGPU on Windows from version ${String(since.firefoxWindows)}.`;
}

/** Chrome, Edge and their like, by system. */
export function chromiumHint(userAgent: string): string {
	if (/CriOS\/|iPhone|iPad/.test(userAgent)) {
		return `On iPhone and iPad every browser needs iOS ${String(since.safari)} or later for WebGPU.`;
	}
	if (/Android/.test(userAgent)) {
		return `Chrome on Android has WebGPU from version ${String(since.chromiumAndroid)}, on Android 12 or later.`;
	}
	if (/Linux/.test(userAgent)) {
		return (
			`On Linux, Chrome enables WebGPU by itself for recent Intel (from version ${String(since.chromiumLinuxIntel)}) and NVIDIA (${String(since.chromiumLinuxNvidia)}) graphics. ` +
			'For others open chrome://flags, enable “Unsafe WebGPU Support” and “Vulkan”, and restart the browser.'
		);
	}
	return (
		`Chrome and Edge have WebGPU from version ${String(since.chromium)}. If yours is newer, check that “Use graphics acceleration ` +
		'when available” is on under chrome://settings/system.'
	);
}

export const SAFARI_HINT = `Safari has WebGPU from version ${String(since.safari)} (macOS, iOS and iPadOS ${String(since.safari)}).`;

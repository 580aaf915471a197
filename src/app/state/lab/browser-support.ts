/**
 * The first released browser versions with WebGPU. The page and README.md use the same numbers
 * (tested). Sources: mdn/browser-compat-data (api/GPU.json), August 2026; Firefox bugs 1972486
 * (Windows), 1992212 (macOS 26), 1993341 (older macOS), 2004105 (not on Intel Macs); gpuweb's wiki
 * page Implementation-Status, April 2026.
 */
const since = Object.freeze({
	chromium: 113,
	chromiumAndroid: 121,
	chromiumLinuxIntel: 144,
	chromiumLinuxNvidia: 147,
	/** Also the first version of macOS, iOS and iPadOS with WebGPU. */
	safari: 26,
	firefoxWindows: 141,
	firefoxMac: 147,
	/** On macOS 26 Firefox had it earlier. */
	firefoxMac26: 145
});

/** Browsers with WebGPU, in one line. */
export const BROWSERS_WITH_WEBGPU =
	`Chrome or Edge ${String(since.chromium)}+, Safari ${String(since.safari)}+, Firefox ${String(since.firefoxWindows)}+ on Windows ` +
	`and ${String(since.firefoxMac)}+ on Macs with Apple silicon (${String(since.firefoxMac26)}+ on macOS 26)`;

/** What Firefox needs on this system. */
export function firefoxHint(userAgent: string, hasWebGpu: boolean): string {
	if (/Linux|Android/.test(userAgent)) {
		return hasWebGpu
			? 'WebGPU in Firefox on Linux and Android is still experimental, and some drivers are blocked there. Chrome or Edge may accept them.'
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

/** What Chrome, Edge and other Chromium browsers need on this system. */
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

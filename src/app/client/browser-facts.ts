/** Facts about the browser and the frame that matter for WebGPU and the worker. */
export interface BrowserFacts {
	readonly isSecureContext: boolean;
	readonly hasWebGpu: boolean;
	readonly hasWorkers: boolean;
	/**
	 * False in a sandboxed frame without `allow-same-origin`, and for a file opened from the disk.
	 */
	readonly hasOwnOrigin: boolean;
	readonly userAgent: string;
}

/** Reads the facts of this browser. */
export function readBrowserFacts(): BrowserFacts {
	return {
		isSecureContext: window.isSecureContext,
		hasWebGpu: 'gpu' in navigator,
		hasWorkers: 'Worker' in window,
		hasOwnOrigin: window.origin !== 'null',
		userAgent: navigator.userAgent
	};
}

/** What this browser says about itself, as far as it matters for WebGPU. */
export interface BrowserFacts {
	readonly isSecureContext: boolean;
	readonly hasWebGpu: boolean;
	readonly userAgent: string;
}

/** Reads the facts of the page's own browser. */
export function readBrowserFacts(): BrowserFacts {
	return {
		isSecureContext: window.isSecureContext,
		hasWebGpu: 'gpu' in navigator,
		userAgent: navigator.userAgent
	};
}

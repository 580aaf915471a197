// The few globals that a Worker and Node share. Everything else of the host is handed in, so that
// `window`, `document`, `performance` or `setTimeout` are type errors inside the engine.

interface AbortSignal {
	readonly aborted: boolean;
	addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
	removeEventListener(type: 'abort', listener: () => void): void;
}

declare class TextEncoder {
	encode(text: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
	constructor(label: string, options?: { readonly fatal?: boolean });
	decode(bytes: Uint8Array): string;
}

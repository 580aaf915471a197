/**
 * Every way in which a command or a run can fail. For each code the page has a sentence and says
 * what to do next.
 */
export type LabErrorCode =
	| 'bad-parameter'
	| 'bad-link'
	| 'bad-checkpoint'
	| 'no-webgpu'
	| 'no-adapter'
	| 'no-device'
	/** WebAssembly is refused here, or computes wrongly. */
	| 'no-wasm'
	/** The file of the kernels could not be loaded from the page's server. */
	| 'no-kernels'
	| 'device-lost'
	| 'gpu-error'
	| 'shader-compilation'
	| 'size-limit'
	| 'non-finite-loss'
	| 'worker-crashed'
	/** One of the threads of a run in WebAssembly ended or does not answer. */
	| 'thread-lost'
	/** The worker could not be started at all. */
	| 'no-worker'
	/** The page cancelled its own request. */
	| 'cancelled'
	/** The browser refuses adapters for some time because the GPU crashed. */
	| 'gpu-blocked'
	| 'internal';

/** An error as it crosses the worker boundary: plain data. */
export interface PlainError {
	readonly code: LabErrorCode;
	readonly message: string;
	readonly details: string;
}

/** An error that names the thing, the value and what was expected. */
export class LabError extends Error {
	readonly code: LabErrorCode;
	readonly details: string;

	constructor(code: LabErrorCode, message: string, details = '') {
		super(message);
		this.name = 'LabError';
		this.code = code;
		this.details = details;
	}
}

/** Turns any thrown value into plain data; everything but a `LabError` gets the code `internal`. */
export function toPlainError(thrown: unknown): PlainError {
	if (thrown instanceof LabError) {
		return { code: thrown.code, message: thrown.message, details: thrown.details };
	}
	if (thrown instanceof Error) {
		return { code: 'internal', message: thrown.message, details: thrown.stack ?? '' };
	}
	return { code: 'internal', message: String(thrown), details: '' };
}

/**
 * Everything that can end a command or a run, by name. The page has a sentence and a way on for
 * each.
 */
export type LabErrorCode =
	| 'bad-parameter'
	| 'bad-link'
	| 'bad-checkpoint'
	| 'no-webgpu'
	| 'no-adapter'
	| 'no-device'
	| 'device-lost'
	| 'gpu-error'
	| 'shader-compilation'
	| 'size-limit'
	| 'non-finite-loss'
	| 'worker-crashed'
	/** The worker could not be started at all. */
	| 'no-worker'
	/** The page has ended what it had asked for. */
	| 'cancelled'
	/** The browser gives no adapter for a while, because the GPU has crashed. */
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

/** Turns anything thrown into plain data; an error that is not ours is `internal`. */
export function toPlainError(thrown: unknown): PlainError {
	if (thrown instanceof LabError) {
		return { code: thrown.code, message: thrown.message, details: thrown.details };
	}
	if (thrown instanceof Error) {
		return { code: 'internal', message: thrown.message, details: thrown.stack ?? '' };
	}
	return { code: 'internal', message: String(thrown), details: '' };
}

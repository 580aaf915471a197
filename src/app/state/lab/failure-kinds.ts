import type { LabErrorCode } from '../../../engine/core/lab-error.ts';

/** There is no device to compute on. */
export const NO_DEVICE_ERRORS: readonly LabErrorCode[] = ['no-webgpu', 'no-adapter', 'no-device'];

/** Failures that other settings solve. */
export const SETTINGS_ERRORS: readonly LabErrorCode[] = ['bad-parameter', 'size-limit'];

/** Failures of the run alone: device and worker still work. */
export const RUN_ERRORS: readonly LabErrorCode[] = [
	...SETTINGS_ERRORS,
	'bad-checkpoint',
	'non-finite-loss',
	// The worker keeps from it that the next session takes one thread.
	'thread-lost'
];

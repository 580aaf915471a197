import type { LabErrorCode } from '../../../engine/core/lab-error.ts';

/** Nothing to compute on. */
export const LACKS_DEVICE: readonly LabErrorCode[] = ['no-webgpu', 'no-adapter', 'no-device'];

/** Failures that other settings cure. */
export const REFUSED_SETTINGS: readonly LabErrorCode[] = ['bad-parameter', 'size-limit'];

/** Failures of the run alone: device and worker are still good. */
export const KEEPS_DEVICE: readonly LabErrorCode[] = [
	...REFUSED_SETTINGS,
	'bad-checkpoint',
	'non-finite-loss'
];

import type { MeasureChart } from './define.ts';

/** Charts that several probes draw in. */

/** The picture of the paper: restricted and excluded loss beside train and test loss. */
export const PROGRESS_CHART: MeasureChart = Object.freeze({
	id: 'progress',
	title: 'Progress measures',
	place: 0,
	isBesideLosses: true,
	placeholder:
		'Restricted loss keeps only the key frequencies: where a circuit forms, it falls before test loss does. Excluded loss removes them: it rises when the network has come to need them.',
	withoutKeys: 'Restricted and excluded loss need key frequencies, so they are empty here.'
});

export const EXPLAINED_VARIANCE_CHART: MeasureChart = Object.freeze({
	id: 'explained-variance',
	title: 'Explained variance',
	place: 1
});

export const EMBEDDING_SPECTRUM_CHART: MeasureChart = Object.freeze({
	id: 'embedding-spectrum-shape',
	title: 'Embedding spectrum',
	place: 4
});

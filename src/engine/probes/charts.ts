import type { MeasureChart } from './define.ts';

/** Charts with lines of several probes. */

/** The paper's chart of restricted and excluded loss beside train and test loss. */
export const PROGRESS_CHART: MeasureChart = Object.freeze({
	id: 'progress',
	title: 'Progress measures',
	place: 0,
	isBesideLosses: true,
	placeholder:
		'Restricted loss keeps only the key frequencies: if a circuit forms, it falls before the loss on what was never shown does. Excluded loss removes them: it rises once the network needs them.',
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

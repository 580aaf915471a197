import type { Tab } from '../../../config/place.ts';

/** Names of the tabs on the page. */
export const TAB_NAMES: Readonly<Record<Tab, string>> = Object.freeze({
	curves: 'Curves',
	measures: 'Measures',
	inside: 'Inside'
});

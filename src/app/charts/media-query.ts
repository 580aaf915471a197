import { MediaQuery } from 'svelte/reactivity';

/** Width up to which the page is one column, as in the style sheets. */
export const ONE_COLUMN = 'max-width: 720px';

/** A media query that never matches if the browser does not support it. */
export function mediaQuery(query: string): { readonly current: boolean } {
	try {
		return new MediaQuery(query);
	} catch {
		return { current: false };
	}
}

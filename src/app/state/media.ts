import { MediaQuery } from 'svelte/reactivity';

/** A media query that never holds where the browser cannot tell. */
export function mediaQuery(query: string): { readonly current: boolean } {
	try {
		return new MediaQuery(query);
	} catch {
		return { current: false };
	}
}

import { createSubscriber } from 'svelte/reactivity';

/** Time between two updates of texts that follow a training run. */
const PAUSE_MS = 4000;

/**
 * Reading it in a `$derived` makes that update every four seconds, while something uses it. All
 * texts share one timer.
 */
export const followSlowly: () => void = createSubscriber((update) => {
	const timer = setInterval(update, PAUSE_MS);
	return () => {
		clearInterval(timer);
	};
});

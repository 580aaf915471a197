/**
 * Makes the browser ask before the page is left or reloaded. Returns a function that stops this.
 */
export function askBeforeLeaving(): () => void {
	const ask = (event: BeforeUnloadEvent) => {
		event.preventDefault();
	};
	window.addEventListener('beforeunload', ask);
	return () => {
		window.removeEventListener('beforeunload', ask);
	};
}

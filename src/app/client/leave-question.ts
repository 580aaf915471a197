/** From now on the browser asks before the page is left or loaded anew. Returns what ends it. */
export function askBeforeLeaving(): () => void {
	const ask = (event: BeforeUnloadEvent) => {
		event.preventDefault();
	};
	window.addEventListener('beforeunload', ask);
	return () => {
		window.removeEventListener('beforeunload', ask);
	};
}

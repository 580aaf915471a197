import { mount } from 'svelte';
import App from './app/App.svelte';
import './app/styles/tokens.css';
import './app/styles/base.css';
import './app/styles/controls.css';
import './app/styles/print.css';

/** Later errors are not shown as a failure to start. */
const START_MS = 3000;

const starting = document.getElementById('starting');
const target = document.getElementById('app');

/** Shows an error that happens during the start, so that the page is never blank. */
function showStartFailure(cause: unknown): void {
	if (starting === null) return;
	const words = cause instanceof Error ? cause.message : String(cause);
	starting.className = 'failed';
	starting.setAttribute('role', 'alert');
	starting.textContent =
		`Something went wrong while Grokking Lab started: ${words}. Reload the page; if this stays, use a current ` +
		'Chrome, Edge, Firefox or Safari, without extensions that change the page.';
	document.body.prepend(starting);
}

const onError = (event: ErrorEvent) => {
	// Browsers report a layout that took two frames as an error; it is harmless.
	if (event.message.startsWith('ResizeObserver loop')) return;
	showStartFailure(event.error ?? event.message);
};
const onRejection = (event: PromiseRejectionEvent) => {
	showStartFailure(event.reason);
};
window.addEventListener('error', onError);
window.addEventListener('unhandledrejection', onRejection);
try {
	if (target === null) throw new Error('index.html has no element with the id "app"');
	mount(App, { target });
	starting?.remove();
} catch (cause) {
	showStartFailure(cause);
}
setTimeout(() => {
	window.removeEventListener('error', onError);
	window.removeEventListener('unhandledrejection', onRejection);
}, START_MS);

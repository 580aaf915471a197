import { join } from 'node:path';
import { ROOT } from './run-command.mjs';

const WORKER = 'src/worker/lab.worker.ts';
const ADDRESS = 'worker/lab.worker.ts?worker&url';
const RESOLVED = '\0worker-address';
/** Vite's module around each dynamic import, which loads styles first. */
const PRELOAD = '\0vite/preload-helper.js';
const ON_WINDOW = 'window.dispatchEvent(';

/**
 * Builds the worker as an entry of the page's own bundle. Vite alone bundles a worker apart, and
 * each visitor would load twice what page and worker share: the specs, the ops they name, the
 * settings. In development Vite serves the modules one by one.
 * @returns {import('vite').Plugin}
 */
export function workerEntry() {
	return {
		name: 'worker-entry',
		apply: 'build',
		enforce: 'pre',
		resolveId: (id) => (id.endsWith(ADDRESS) ? RESOLVED : undefined),
		load(id) {
			if (id !== RESOLVED) return undefined;
			const chunk = this.emitFile({ type: 'chunk', id: join(ROOT, WORKER), name: 'lab.worker' });
			return `export default import.meta.ROLLUP_FILE_URL_${chunk};`;
		},
		// A worker has no window: the reason why an import failed would be lost.
		transform(code, id) {
			if (id !== PRELOAD) return undefined;
			if (!code.includes(ON_WINDOW)) {
				throw new Error(`vite's preload helper: expected "${ON_WINDOW}" in it, got none`);
			}
			return { code: code.replace(ON_WINDOW, 'globalThis.dispatchEvent('), map: null };
		}
	};
}

/**
 * @typedef {{ readonly name: string, readonly ph: string, readonly pid: number,
 *   readonly tid: number, readonly ts: number, readonly dur?: number,
 *   readonly args?: { readonly name?: string } }} TraceEvent
 */

const MICROSECONDS_PER_MS = 1000;

/**
 * Durations of the tasks that a page's main thread ran during a trace, longest first.
 * @param {string} trace a Chromium trace with the category `disabled-by-default-devtools.timeline`
 * @returns {number[]} in ms
 */
export function mainThreadTasks(trace) {
	/** @type {{ readonly traceEvents: readonly TraceEvent[] }} */
	const { traceEvents } = JSON.parse(trace);
	const key = (/** @type {TraceEvent} */ event) => `${event.pid}:${event.tid}`;
	const mainThreads = new Set(
		traceEvents
			.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
			.map(key)
	);
	return traceEvents
		.filter((event) => event.name === 'RunTask' && mainThreads.has(key(event)))
		.map(({ dur = 0 }) => dur / MICROSECONDS_PER_MS)
		.sort((a, b) => b - a);
}

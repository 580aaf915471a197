import type { Browser, Page } from 'playwright/test';

/** An event of Chromium's trace, as far as it is read here. */
interface TraceEvent {
	readonly name: string;
	readonly ph: string;
	readonly pid: number;
	readonly tid: number;
	/** Processor time, in microseconds. */
	readonly tdur?: number;
	readonly args: { readonly name?: string };
}

const isTraceEvent = (value: unknown): value is TraceEvent =>
	typeof value === 'object' && value !== null && 'ph' in value && 'args' in value;

function eventsIn(trace: Buffer): readonly TraceEvent[] {
	const file: unknown = JSON.parse(trace.toString());
	const isTrace = typeof file === 'object' && file !== null && 'traceEvents' in file;
	if (!isTrace || !Array.isArray(file.traceEvents)) {
		throw new Error('trace: expected a list of events, got none');
	}
	return file.traceEvents.filter(isTraceEvent);
}

/**
 * The longest task of the page's main thread meanwhile, in milliseconds of processor time: time in
 * which other processes have the processor does not count.
 */
export async function longestTaskMs(
	browser: Browser,
	page: Page,
	meanwhile: () => Promise<void>
): Promise<number> {
	await browser.startTracing(page, { categories: ['toplevel'] });
	await meanwhile();
	const events = eventsIn(await browser.stopTracing());
	const threadOf = ({ pid, tid }: TraceEvent) => `${String(pid)} ${String(tid)}`;
	const main = new Set(
		events
			.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
			.map(threadOf)
	);
	const tasks = events.filter(({ ph, name }) => ph === 'X' && name.endsWith('RunTask'));
	const own = tasks.filter((event) => main.has(threadOf(event)));
	if (own.length === 0) throw new Error('trace: expected tasks of the main thread, got none');
	return Math.max(...own.map(({ tdur = 0 }) => tdur)) / 1000;
}

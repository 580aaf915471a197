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

const keyOf = ({ pid, tid }: TraceEvent) => `${String(pid)} ${String(tid)}`;

/** Processor times of all tasks, in milliseconds, one list for each thread with this name. */
function tasksOf(events: readonly TraceEvent[], thread: RegExp): readonly (readonly number[])[] {
	const named = events.filter(
		({ name, args }) => name === 'thread_name' && thread.test(args.name ?? '')
	);
	const tasks = events.filter(({ ph, name }) => ph === 'X' && name.endsWith('RunTask'));
	const found = [...new Set(named.map(keyOf))]
		.map((key) => tasks.filter((task) => keyOf(task) === key))
		.filter((own) => own.length > 0)
		.map((own) => own.map(({ tdur = 0 }) => tdur / 1000));
	if (found.length === 0) {
		throw new Error(`trace: expected tasks of a thread ${String(thread)}, got none`);
	}
	return found;
}

interface ThreadTimes {
	/** The longest task of a page's main thread. */
	readonly longestTaskMs: number;
	/** All tasks of the worker that works most, which is the one that trains. */
	readonly workerMs: number;
}

/**
 * How long the threads of the page work meanwhile, in processor time: time in which other processes
 * have the processor does not count.
 */
export async function threadTimes(
	browser: Browser,
	page: Page,
	meanwhile: () => Promise<void>
): Promise<ThreadTimes> {
	await browser.startTracing(page, { categories: ['toplevel'] });
	await meanwhile();
	const events = eventsIn(await browser.stopTracing());
	const sums = tasksOf(events, /^DedicatedWorker/).map((tasks) =>
		tasks.reduce((sum, ms) => sum + ms, 0)
	);
	return {
		longestTaskMs: Math.max(...tasksOf(events, /^CrRendererMain$/).flat()),
		workerMs: Math.max(...sums)
	};
}

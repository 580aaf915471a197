import { cpus, hostname, loadavg } from 'node:os';

/** Where a bench was run. */
export interface Machine {
	readonly name: string;
	readonly cpu: string;
	readonly cores: number;
	readonly node: string;
}

export function describeMachine(): Machine {
	const all = cpus();
	return {
		name: hostname(),
		cpu: all[0]?.model.trim() ?? 'unknown CPU',
		cores: all.length,
		node: process.version
	};
}

/** Share of the cores that other processes used while the bench waited. */
export interface OtherWork {
	/** In words, e.g. "after rivals". */
	readonly when: string;
	readonly percentOfCores: number;
}

/** Runnable processes over the last 1, 5 and 15 minutes, this bench's own among them. */
export const loadAverages = (): readonly number[] => loadavg();

/** What the cores did since they were started, in ms. */
function coreTimes(): { readonly busyMs: number; readonly allMs: number } {
	let [busyMs, allMs] = [0, 0];
	for (const { times } of cpus()) {
		const all = times.user + times.nice + times.sys + times.irq + times.idle;
		allMs += all;
		busyMs += all - times.idle;
	}
	return { busyMs, allMs };
}

const SAMPLE_MS = 2000;

/**
 * Watches the cores for two seconds in which this process does nothing.
 * @returns the percentage of all cores that other processes took
 */
export async function sampleOtherWork(): Promise<number> {
	const before = coreTimes();
	const ownBefore = process.cpuUsage();
	await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
	const after = coreTimes();
	const own = process.cpuUsage(ownBefore);
	const ownMs = (own.user + own.system) / 1000;
	const otherMs = Math.max(0, after.busyMs - before.busyMs - ownMs);
	return (100 * otherMs) / (after.allMs - before.allMs);
}

/** Above this percentage of the cores, times depend more on the other work. */
const QUIET_PERCENT = 10;

export const isQuiet = (samples: readonly OtherWork[]): boolean =>
	samples.every(({ percentOfCores }) => percentOfCores <= QUIET_PERCENT);

import { cpus, hostname, loadavg } from 'node:os';

/** Where a bench was run, and how busy it was with other work. */
export interface Machine {
	readonly name: string;
	readonly cpu: string;
	readonly cores: number;
	readonly node: string;
	/** Runnable processes over the last minute, before the bench began. */
	readonly load: number;
}

export function describeMachine(): Machine {
	const all = cpus();
	return {
		name: hostname(),
		cpu: all[0]?.model.trim() ?? 'unknown CPU',
		cores: all.length,
		node: process.version,
		load: loadavg()[0] ?? NaN
	};
}

/** Above this share of the cores, times say more about the other work. */
const QUIET = 0.3;

export function loadWarning({ load, cores }: Machine): string | undefined {
	if (!(load > QUIET * cores)) return undefined;
	return `load average ${load.toFixed(1)} on ${String(cores)} cores before it began: other work is running, and these times are noisy`;
}

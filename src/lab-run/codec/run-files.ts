/** The files of a run, wherever they are kept: a folder, the library of the page, an export. */
export interface RunFiles {
	/** Names of all files, those of snapshots with their folder: `snapshots/step-0.safetensors`. */
	list(): Promise<readonly string[]>;
	/** Bytes of a file that `list` names. */
	read(name: string): Promise<Uint8Array>;
}

/** Names of the files of a run that all replicas share. */
export const FILES = Object.freeze({
	metrics: 'metrics.csv',
	split: 'split.json',
	card: 'run.json',
	checkpoint: 'checkpoint.safetensors',
	snapshots: 'snapshots',
	lock: 'run.lock'
} as const);

/** Name of a replica's own file; where there is one alone, it needs no number. */
export const fileOf = (name: string, ending: string, replica: number, replicas: number): string =>
	replicas > 1 ? `${name}.${String(replica)}.${ending}` : `${name}.${ending}`;

const SNAPSHOT = /^step-(\d+)(?:\.\d+)?\.safetensors$/;

/** Name of a snapshot with its folder. */
export const snapshotFile = (step: number, replica: number, replicas: number): string =>
	`${FILES.snapshots}/${fileOf(`step-${String(step)}`, 'safetensors', replica, replicas)}`;

/** Steps of snapshots, ascending. @param names of the files in their folder, without it */
export function stepsOfSnapshots(names: readonly string[]): readonly number[] {
	const steps = names.flatMap((name) => {
		const step = SNAPSHOT.exec(name)?.[1];
		return step === undefined ? [] : [Number(step)];
	});
	return [...new Set(steps)].toSorted((a, b) => a - b);
}

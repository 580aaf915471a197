import { describeCase, benchSpec, type BenchCase } from '../bench-case.ts';
import { calibrate } from '../calibrate.ts';
import { totalWork } from '../kernels/flops.ts';
import { loadRun, type GpuBench, type LoadedRun } from '../gpu-bench.ts';
import type { BenchOptions } from '../options.ts';
import { rotated } from '../rotated.ts';
import { pairedRatio, summarize, type Summary } from '../statistics.ts';
import { digits, formatTable, print, spread } from '../table.ts';

/** R runs side by side, timed in turns with one alone and a second one alone, the control. */
export interface ReplicaPoint {
	readonly sizes: BenchCase;
	readonly replicas: number;
	readonly stepMs?: Summary;
	readonly gflop?: number;
	/** Time per replica over that of one alone. R = 1 is the control: one alone over its like. */
	readonly overAlone?: Summary;
	/** Time per replica over that of the control. */
	readonly overControl?: Summary;
	/** Why there is no time. */
	readonly note?: string;
}

const REPLICAS = [1, 4, 16, 64] as const;
/** The sizes of the preset quick-start. */
const SIZES: BenchCase = { p: 31, d_model: 64, n_heads: 4, d_mlp: 256, fracTrain: 0.6 };

interface Lane {
	/** Undefined for the one alone. */
	readonly replicas: number | undefined;
	readonly loaded: LoadedRun;
	readonly steps: number;
	/** Milliseconds per step and replica, by repeat. */
	readonly perReplicaMs: number[];
}

/** Loads R runs; a repeat of them takes about `repeatMs`. */
async function openLane(bench: GpuBench, replicas: number | undefined, repeatMs: number) {
	const loaded = await loadRun(bench, benchSpec(SIZES, replicas ?? 1));
	const steps = await calibrate(loaded, repeatMs);
	return { replicas, loaded, steps, perReplicaMs: [] } satisfies Lane;
}

function pointOf(lane: Lane, alone: readonly number[], control: readonly number[]): ReplicaPoint {
	const replicas = lane.replicas ?? 1;
	const nodes = lane.loaded.run.plan.segments.get('train') ?? [];
	return {
		sizes: SIZES,
		replicas,
		stepMs: summarize(lane.perReplicaMs.map((ms) => ms * replicas)),
		gflop: (totalWork(nodes).flop * replicas) / 1e9,
		overAlone: pairedRatio(lane.perReplicaMs, alone),
		...(replicas === 1 ? {} : { overControl: pairedRatio(lane.perReplicaMs, control) })
	};
}

/**
 * All in one rotation, so that a slow moment of the machine hits all, and each comes first as
 * often.
 */
export async function measureReplicas(
	bench: GpuBench,
	{ repeats, pointSeconds }: BenchOptions
): Promise<readonly ReplicaPoint[]> {
	const lanes: Lane[] = [];
	const notes = new Map<number, string>();
	const repeatMs = (1000 * pointSeconds) / repeats;
	for (const replicas of [undefined, ...REPLICAS]) {
		try {
			lanes.push(await openLane(bench, replicas, repeatMs));
		} catch (error) {
			const words = error instanceof Error ? error.message : String(error);
			notes.set(replicas ?? 1, `left out: ${words}`);
		}
	}
	for (let repeat = 0; repeat < repeats; repeat++) {
		for (const { loaded, steps, replicas = 1, perReplicaMs } of rotated(lanes, repeat)) {
			perReplicaMs.push((await loaded.time(steps)) / steps / replicas);
		}
	}
	for (const { loaded } of lanes) loaded.session.dispose();
	const of = (replicas: number | undefined) => lanes.find((lane) => lane.replicas === replicas);
	const alone = of(undefined)?.perReplicaMs ?? [];
	const control = of(1)?.perReplicaMs ?? [];
	return REPLICAS.map((replicas) => {
		const lane = of(replicas);
		return lane === undefined
			? { sizes: SIZES, replicas, note: notes.get(replicas) ?? '' }
			: pointOf(lane, alone, control);
	});
}

export function printReplicas(points: readonly ReplicaPoint[]): void {
	print(
		'\nOver replicas (the sizes of quick-start), all in turns; R 1 is the control, one alone against its like'
	);
	const optional = (value: Summary | undefined, unit = '') =>
		value === undefined ? '-' : spread(value, unit);
	const rows = points.map(({ sizes, replicas, stepMs, gflop, overAlone, overControl, note }) => [
		`R ${String(replicas)}, ${describeCase(sizes)}`,
		optional(stepMs),
		gflop === undefined ? '-' : digits(gflop),
		note ?? optional(overAlone, ' x'),
		optional(overControl, ' x')
	]);
	print(
		formatTable(
			['', 'ms per step', 'GFLOP', 'per replica / one alone', 'per replica / control'],
			rows
		)
	);
}

import type { CaseId } from '../rivals/page.ts';
import { pairedRatio, summarize, type Summary } from '../statistics.ts';
import type { Host, LaneSpec } from './lane.ts';
import type { ReplicaReport } from './replicas.ts';

export interface LaneResult extends Pick<LaneSpec, 'id' | 'label' | 'host' | 'threads'> {
	readonly details?: string;
	/** Largest relative difference of a loss from ours. */
	readonly lossDifference?: number;
	readonly refusal?: string;
	readonly withoutRatio?: string;
	/** Milliseconds per step, by repeat. */
	readonly times: readonly number[];
}

export interface CaseReport {
	readonly case: CaseId;
	/** Of a step of our plan. */
	readonly gflop: number;
	/** Of the probe on one core, by repeat. */
	readonly probeGflops: readonly number[];
	readonly lanes: readonly LaneResult[];
}

interface Measured {
	readonly browser: string;
	readonly cores: number;
	readonly cases: readonly CaseReport[];
	readonly replicas: ReplicaReport;
}

export interface CpuReport extends Measured {
	readonly targets: readonly Target[];
}

/** Something that was to be reached, and what was measured. */
export interface Target {
	readonly claim: string;
	readonly measured: Summary;
	readonly bound: number;
	readonly isLeast: boolean;
}

/** Our times in the host that a lane is compared in; PyTorch is compared with Node. */
const hostOfOurs = (host: Host): string => (host === 'Chromium' ? 'chromium' : 'node');

/** Ours in WebAssembly beside a lane, on one thread or on as many as were measured. */
export function oursBeside(
	{ lanes }: CaseReport,
	host: Host,
	threads: 'one' | 'most'
): LaneResult | undefined {
	const ours = lanes
		.filter(({ id, times }) => /^wasm-\d+-/.test(id) && times.length > 0)
		.filter(({ id }) => id.endsWith(hostOfOurs(host)))
		.sort((a, b) => a.threads - b.threads);
	return ours.at(threads === 'one' ? 0 : -1);
}

/** A lane's time over ours in the same repeats; undefined where one is missing or says nothing. */
export function ratioOf(
	report: CaseReport,
	lane: LaneResult,
	threads: 'one' | 'most'
): Summary | undefined {
	const ours = oursBeside(report, lane.host, threads);
	if (ours === undefined || lane.times.length === 0 || lane.withoutRatio !== undefined) {
		return undefined;
	}
	return pairedRatio(lane.times, ours.times);
}

/** GFLOP/s of our step over those of the probe on as many cores. */
export function probeShare({ gflop, probeGflops }: CaseReport, lane: LaneResult): Summary {
	return summarize(
		lane.times.map((ms, i) => (1000 * gflop) / ms / lane.threads / (probeGflops[i] ?? NaN))
	);
}

/** Cases, a lane, and how many times as long as ours it must take at least. */
const LEAST_RATIOS = [
	{ cases: ['p31', 'p59'], id: 'folded-chromium', threads: 'most', least: 8 },
	{ cases: ['p31', 'p59'], id: 'jax-wasm-chromium', threads: 'most', least: 4 },
	{ cases: ['p31', 'p59', 'p113'], id: 'torch-1', threads: 'one', least: 1 }
] as const;
const LEAST_PROBE_SHARE = 0.5;
/** No more per replica than one alone, but for what two equal runs differ by. */
const MOST_PER_REPLICA = 1.05;

function ratioTargets(report: CaseReport): readonly Target[] {
	return LEAST_RATIOS.flatMap(({ cases, id, threads, least }) => {
		const lane = report.lanes.find((one) => one.id === id);
		if (lane === undefined || !cases.some((one) => one === report.case)) return [];
		const measured = ratioOf(report, lane, threads);
		const ours = oursBeside(report, lane.host, threads);
		if (measured === undefined || ours === undefined) return [];
		const claim = `${report.case}: ${lane.label} / ${ours.label}`;
		return [{ claim, measured, bound: least, isLeast: true }];
	});
}

function shareTargets(report: CaseReport): readonly Target[] {
	const ours = oursBeside(report, 'Node', 'one');
	if (report.case !== 'p113' || ours === undefined) return [];
	const measured = probeShare(report, ours);
	const claim = `${report.case}: GFLOP/s of ${ours.label} / those of the probe`;
	return [{ claim, measured, bound: LEAST_PROBE_SHARE, isLeast: true }];
}

/** The targets of issue 11 that this run could measure. */
export function targetsOf({ cases, replicas }: Measured): readonly Target[] {
	return [
		...cases.flatMap(ratioTargets),
		...cases.flatMap(shareTargets),
		{
			claim: `p31: ${String(replicas.replicas)} replicas, per replica / one alone`,
			measured: replicas.overAlone,
			bound: MOST_PER_REPLICA,
			isLeast: false
		}
	];
}

export const isMet = ({ measured, bound, isLeast }: Target): boolean =>
	isLeast ? measured.median >= bound : measured.median <= bound;

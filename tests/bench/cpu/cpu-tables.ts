import { BENCH_CASES, describeCase } from '../bench-case.ts';
import { summarize, type Summary } from '../statistics.ts';
import { digits, formatMarkdown, print, spread } from '../table.ts';
import {
	isMet,
	oursBeside,
	probeShare,
	ratioOf,
	type CaseReport,
	type LaneResult,
	type Target
} from './targets.ts';

const orDash = (value: Summary | undefined, unit = ''): string =>
	value === undefined ? '-' : spread(value, unit);

const percent = ({ median, low, high }: Summary): string =>
	spread({ median: 100 * median, low: 100 * low, high: 100 * high, count: 0 }, ' %');

const isOurs = ({ id }: LaneResult): boolean => /^wasm-\d+-/.test(id);

function rowOf(report: CaseReport, lane: LaneResult): readonly string[] {
	const hasTimes = lane.times.length > 0;
	return [
		lane.label,
		hasTimes ? spread(summarize(lane.times)) : '-',
		orDash(ratioOf(report, lane, 'one'), ' x'),
		orDash(ratioOf(report, lane, 'most'), ' x'),
		hasTimes && isOurs(lane) ? percent(probeShare(report, lane)) : '-',
		lane.lossDifference === undefined ? '-' : lane.lossDifference.toExponential(0)
	];
}

/** As Markdown, for docs/measurements.md. */
export function printCase(report: CaseReport): void {
	const { lanes, gflop, probeGflops } = report;
	const repeats = Math.max(...lanes.map(({ times }) => times.length));
	print(
		`\nOn the CPU at ${describeCase(BENCH_CASES[report.case])}: ${String(repeats)} repeats in turns, median (low - high); our step is ${digits(gflop)} GFLOP, the probe ${spread(summarize(probeGflops), ' GFLOP/s')} on one core`
	);
	const most = oursBeside(report, 'Node', 'most')?.threads ?? 1;
	print(
		formatMarkdown(
			[
				'',
				'ms per step',
				'time / ours, 1 thread',
				`time / ours, ${String(most)} ${most === 1 ? 'thread' : 'threads'}`,
				'GFLOP/s of the probe',
				'losses differ'
			],
			lanes.map((lane) => rowOf(report, lane))
		)
	);
	for (const { label, refusal, withoutRatio } of lanes) {
		if (refusal !== undefined) print(`${label}: left out, ${refusal}`);
		if (withoutRatio !== undefined) print(`${label}: ${withoutRatio}`);
	}
}

export function printTargets(targets: readonly Target[]): void {
	print('\nTargets of issue 11');
	const rows = targets.map((target) => [
		target.claim,
		`${target.isLeast ? 'at least' : 'at most'} ${digits(target.bound)}`,
		spread(target.measured),
		isMet(target) ? 'met' : 'MISSED'
	]);
	print(formatMarkdown(['', 'target', 'measured', ''], rows));
}

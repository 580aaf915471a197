import { expect, test } from 'vitest';
import type { Host } from '../../bench/cpu/lane.ts';
import {
	isMet,
	probeShare,
	ratioOf,
	targetsOf,
	type CaseReport,
	type LaneResult
} from '../../bench/cpu/targets.ts';
import { summarize } from '../../bench/statistics.ts';

const lane = (
	id: string,
	host: Host,
	threads: number,
	times: readonly number[],
	withoutRatio?: string
): LaneResult => ({
	...{ id, label: id, host, threads, times },
	...(withoutRatio === undefined ? {} : { withoutRatio })
});

const oneThread = lane('wasm-1-node', 'Node', 1, [10, 20]);
const torch = lane('torch-1', 'Python', 1, [5, 30]);
const jax = lane('jax-wasm-chromium', 'Chromium', 2, [80, 60]);
const report: CaseReport = {
	case: 'p31',
	gflop: 0.2,
	probeGflops: [50, 40],
	lanes: [
		oneThread,
		lane('wasm-2-node', 'Node', 2, [6, 10]),
		lane('wasm-1-chromium', 'Chromium', 1, [10, 10]),
		lane('wasm-2-chromium', 'Chromium', 2, [8, 6]),
		torch,
		jax
	]
};
const replicas = {
	replicas: 64,
	aloneMs: summarize([1]),
	perReplicaMs: summarize([1.2]),
	overAlone: summarize([1.2]),
	control: summarize([1]),
	bytes: 0
};

test('times are divided by ours of the same repeat in the same host', () => {
	expect(ratioOf(report, torch, 'one')).toEqual(summarize([0.5, 1.5]));
	expect(ratioOf(report, torch, 'most')).toEqual(summarize([5 / 6, 3]));
	expect(ratioOf(report, jax, 'most')).toEqual(summarize([10, 10]));
});

test('a lane on a slow BLAS, and one that was left out, have no ratio', () => {
	expect(ratioOf(report, lane('torch-1', 'Python', 1, [5, 30], 'slow'), 'one')).toBeUndefined();
	expect(ratioOf(report, lane('jax-wasm-chromium', 'Chromium', 2, []), 'one')).toBeUndefined();
});

test('the share of the probe counts every thread as a core', () => {
	expect(probeShare(report, oneThread)).toEqual(summarize([0.4, 0.25]));
	expect(probeShare(report, lane('', 'Node', 2, [10, 20]))).toEqual(summarize([0.2, 0.125]));
});

test('targets say what was measured and whether it suffices', () => {
	const targets = targetsOf({ browser: '', cores: 2, cases: [report], replicas });
	expect(targets.map(({ measured: { median }, bound }) => [median, bound])).toEqual([
		[10, 4],
		[1, 1],
		[1.2, 1.05]
	]);
	expect(targets.map(isMet)).toEqual([true, true, false]);
});

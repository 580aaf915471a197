import { describe, expect, test } from 'vitest';
import { bandwidthAt, floorsOf, sumFloors } from '../../bench/kernels/floors.ts';
import type { Roofline } from '../../bench/kernels/roofline.ts';

const exactly = (value: number) => ({ median: value, low: value, high: value, count: 1 });

/** 50 GFLOP/s; a small set that is slowed by dispatches, one in a cache, one in memory. */
const ROOFLINE: Roofline = {
	gflops: exactly(50),
	memory: [
		{ workingSetBytes: 1e5, gigabytes: exactly(8) },
		{ workingSetBytes: 1e6, gigabytes: exactly(20) },
		{ workingSetBytes: 1e7, gigabytes: exactly(5) }
	]
};

describe('bandwidth at a working set', () => {
	test('is that of memory for what fits into no cache', () => {
		expect(bandwidthAt(ROOFLINE, 1e7)).toBe(5);
		expect(bandwidthAt(ROOFLINE, 1e9)).toBe(5);
	});

	test('is that of the next smaller set measured, which is never less', () => {
		expect(bandwidthAt(ROOFLINE, 1e6)).toBe(20);
		expect(bandwidthAt(ROOFLINE, 9e6)).toBe(20);
	});

	test('is never below that of a larger set', () => {
		expect(bandwidthAt(ROOFLINE, 2e5)).toBe(20);
		expect(bandwidthAt(ROOFLINE, 4)).toBe(20);
	});
});

test('the floor of a kernel is the larger of its floors, and that of a step their sum', () => {
	// 1e9 FLOP at 50 GFLOP/s, 1e7 bytes at 5 GB/s.
	const computing = floorsOf({ flop: 1e9, bytes: 1e7 }, ROOFLINE);
	expect(computing).toEqual({ computeMs: 20, memoryMs: 2, rooflineMs: 20 });
	const moving = floorsOf({ flop: 0, bytes: 1e7 }, ROOFLINE);
	expect(moving).toEqual({ computeMs: 0, memoryMs: 2, rooflineMs: 2 });
	expect(sumFloors([computing, moving])).toEqual({ computeMs: 20, memoryMs: 4, rooflineMs: 22 });
});

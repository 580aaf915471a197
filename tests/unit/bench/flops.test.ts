import { describe, expect, test } from 'vitest';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { BENCH_CASES, benchSpec } from '../../bench/bench-case.ts';
import { foldedModelFlop, totalWork } from '../../bench/kernels/flops.ts';

const ADAPTER_KINDS = ['gpu', 'software'] as const;

const gflopOf = (formulation: string) => {
	const run = buildRun(benchSpec(BENCH_CASES.p113), { formulation });
	return totalWork(run.plan.segments.get('train') ?? []).flop / 1e9;
};

test('the model of a folded step is that of performance.md', () => {
	// "66 k multiply-adds per pair, 29 M per step: 1.7 GFLOP/step".
	expect(foldedModelFlop(BENCH_CASES.p113, 3830) / 1e9).toBeCloseTo(1.7, 1);
	expect(foldedModelFlop(BENCH_CASES.p59, 1044) / 1e9).toBeCloseTo(0.35, 2);
	expect(foldedModelFlop(BENCH_CASES.p31, 480) / 1e9).toBeCloseTo(0.049, 3);
});

const steps = ADAPTER_KINDS.flatMap((adapterKind) =>
	Object.values(BENCH_CASES).map((sizes) => ({ adapterKind, sizes, p: sizes.p }))
);

describe.each(steps)('the step that trains on a $adapterKind adapter at p = $p', (step) => {
	const { plan, trainCount, formulation } = buildRun(benchSpec(step.sizes), step);
	const nodes = plan.segments.get('train') ?? [];

	test('is folded, and computes at most 5 % more than the model', () => {
		expect(formulation).toBe('folded');
		const ratio = totalWork(nodes).flop / foldedModelFlop(step.sizes, trainCount);
		expect(ratio).toBeGreaterThan(0.9);
		expect(ratio).toBeLessThanOrEqual(1.05);
	});

	test('takes at most 30 dispatches', () => {
		expect(nodes.length).toBeGreaterThan(20);
		expect(nodes.length).toBeLessThanOrEqual(30);
	});
});

test('the last-position step computes what performance.md says', () => {
	// 162 k multiply-adds per pair, 7 M per step: 3.8 GFLOP/step.
	expect(gflopOf('last-position')).toBeGreaterThan(3.7);
	expect(gflopOf('last-position')).toBeLessThan(3.8 * 1.05);
});

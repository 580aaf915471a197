import { expect, test } from 'vitest';
import { callOf } from '../../../src/engine/backend/webgpu/kernel-call-of.ts';
import { buildRun } from '../../../src/engine/trainer/build/build-run.ts';
import { BENCH_CASES, benchSpec } from '../../bench/bench-case.ts';

const { plan } = buildRun(benchSpec(BENCH_CASES.p113), { adapterKind: 'gpu' });

/**
 * Of the canonical step's products on a GPU, in order: what they make and by how many workgroups.
 */
const products = (plan.segments.get('train') ?? [])
	.filter(({ op }) => op.id.startsWith('matmul'))
	.map((node) => {
		const { libraries, workgroups } = callOf(node, 'gpu');
		return {
			title: `${node.op.id} of [${node.outputs.map(({ shape }) => shape.join(', ')).join('] and [')}]`,
			isLarge: libraries.includes('matmul-tile-shared'),
			workgroups: workgroups[0] * workgroups[1]
		};
	});

test('both tiles for GPUs have their products in the canonical step', () => {
	expect(new Set(products.map(({ isLarge }) => isLarge))).toEqual(new Set([true, false]));
});

test.each(products)('$title: $workgroups workgroups', ({ isLarge, workgroups }) => {
	// A product with fewer than 64 large tiles has four times as many small ones; the fewest
	// outputs are 4 x 116 x 32.
	expect(workgroups).toBeGreaterThanOrEqual(isLarge ? 64 : 16);
});

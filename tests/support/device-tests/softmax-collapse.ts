import { expect, test } from 'vitest';
import { f32, u32 } from '../../../src/engine/core/tensor.ts';
import { naiveCrossEntropy } from '../../../src/engine/ops/losses/naive-cross-entropy.ts';
import golden from '../../golden/torch-losses.json';
import { runOp } from '../ops/run-op.ts';
import type { TestDevice } from '../test-device.ts';

/** Rows of float32 logits with target 0; loss and gradient by PyTorch in float32. */
const ROWS = golden.collapse;
const LOGITS = Float64Array.from(ROWS.flatMap(({ logits }) => logits));
const CASE = {
	name: 'given',
	inputs: [f32(ROWS.length, 5), u32(ROWS.length)],
	attributes: {}
} as const;

/** Exponentials and logarithms of PyTorch and of the device each err by some units of 2^-23. */
const TOLERANCE = 2e-6;

export const testSoftmaxCollapse = (devices: readonly TestDevice[]) =>
	test.each(devices)(
		'naive cross-entropy is exactly 0 where it is in PyTorch float32, $device',
		async ({ open }) => {
			const inputs = [[LOGITS, new Uint32Array(ROWS.length)]];
			const run = { op: naiveCrossEntropy, opCase: CASE, inputs, shared: [] };
			const [result] = await runOp(run, open);
			const [losses = [], , gradients = []] = result?.outputs ?? [];
			expect(ROWS.filter(({ loss }) => loss === 0)).toHaveLength(4);
			ROWS.forEach(({ logits, loss, gradient }, row) => {
				const where = `logit ${String(logits[0])}`;
				if (loss === 0) expect(losses[row], where).toBe(0);
				else expect(losses[row], where).toBeGreaterThan(0);
				expect(Math.abs((losses[row] ?? NaN) - loss), where).toBeLessThan(
					TOLERANCE * Math.max(1, loss)
				);
				gradient.forEach((expected, j) => {
					const own = (gradients[5 * row + j] ?? NaN) * ROWS.length;
					if (expected === 0) expect(own, `${where}, gradient ${String(j)}`).toBeCloseTo(0, 300);
					expect(Math.abs(own - expected), where).toBeLessThan(TOLERANCE);
				});
			});
		}
	);

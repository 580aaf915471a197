import { expect, test } from 'vitest';
import { f32, u32 } from '../../../src/engine/core/tensor.ts';
import { naiveCrossEntropy } from '../../../src/engine/ops/losses/naive-cross-entropy.ts';
import { testSoftmaxCollapse } from '../../support/device-tests/softmax-collapse.ts';
import { referenceOp } from '../../support/ops/run-op.ts';
import { WASM_DEVICES } from '../../support/wasm-session.ts';

testSoftmaxCollapse(WASM_DEVICES);

test('naive cross-entropy of the reference, in float64, becomes 0 only beyond 36', () => {
	const opCase = { name: 'given', inputs: [f32(2, 2), u32(2)], attributes: {} } as const;
	const inputs = [Float64Array.of(30, 0, 40, 0), Uint32Array.of(0, 0)];
	const [loss = []] = referenceOp(naiveCrossEntropy, opCase, inputs).outputs;
	expect(loss[0]).toBeGreaterThan(9e-14);
	expect(loss[1]).toBe(0);
});

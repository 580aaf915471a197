import { describe, test } from 'vitest';
import {
	expectContinuation,
	expectRepeatable,
	expectReplicasEqualSingles,
	TOY_CASES
} from '../../support/bit-identity.ts';
import { testCombinations } from '../../support/device-tests/combinations.ts';
import { testCrossEntropyEdges } from '../../support/device-tests/cross-entropy-edge.ts';
import { testNonFiniteLoss } from '../../support/device-tests/non-finite-loss.ts';
import { testOptimizers } from '../../support/device-tests/optimizers.ts';
import { testSmallGradients } from '../../support/device-tests/small-gradients.ts';
import { testSlotParity, testTorchParity } from '../../support/device-tests/torch-parity.ts';
import { testTorchTasks } from '../../support/device-tests/torch-tasks.ts';
import { testTransformer } from '../../support/device-tests/transformer.ts';
import { expectSessionAgrees } from '../../support/ops/compare-op.ts';
import { expectFailureKept, expectOthersGoOn } from '../../support/replica-failures.ts';
import { openWasm, WASM_DEVICES } from '../../support/wasm-session.ts';

// The same claims and bounds as those of tests/gpu, on the session that needs no GPU.

describe.each(TOY_CASES)('$title in WebAssembly', (toy) => {
	test('three seeds in one plan equal three single runs bit for bit', () =>
		expectReplicasEqualSingles(toy, openWasm));

	test('the same run twice, and in bursts of other sizes, is the same bit for bit', () =>
		expectRepeatable(toy, openWasm));

	test('a run restored in its middle into a new session continues bit for bit', () =>
		expectContinuation(toy, openWasm));
});

testCombinations(WASM_DEVICES);
testCrossEntropyEdges(WASM_DEVICES);
testNonFiniteLoss(openWasm);
testOptimizers(openWasm);
testSlotParity(WASM_DEVICES);
testSmallGradients(openWasm, (op, opCase, inputs) =>
	expectSessionAgrees(openWasm, op, opCase, inputs)
);
testTorchParity(WASM_DEVICES);
testTorchTasks(WASM_DEVICES);
testTransformer(WASM_DEVICES);

describe('a replica whose loss leaves the range of float32 in WebAssembly', () => {
	test('ends there, and the others continue as if it had not been', () =>
		expectOthersGoOn(openWasm));

	test('is left out by a run that continues from a state', () => expectFailureKept(openWasm));
});

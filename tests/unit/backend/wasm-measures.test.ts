import { testChunkedEvaluation } from '../../support/device-tests/chunked-evaluation.ts';
import { testKeyFrequencies } from '../../support/device-tests/key-frequencies.ts';
import { testNandaProbes } from '../../support/device-tests/probes-nanda.ts';
import { testProbes } from '../../support/device-tests/probes.ts';
import { testSmallWeights } from '../../support/device-tests/small-weights.ts';
import { testAblations, testAblationsOfNanda } from '../../support/device-tests/views-ablations.ts';
import {
	testMechanismViews,
	testViewsAreTransferred
} from '../../support/device-tests/views-mechanism.ts';
import { openWasm, WASM_DEVICES } from '../../support/wasm-session.ts';

// The same claims and bounds as those of tests/gpu, on the session that needs no GPU.

testAblations(WASM_DEVICES);
testAblationsOfNanda(openWasm);
testChunkedEvaluation(openWasm);
testKeyFrequencies(WASM_DEVICES);
testMechanismViews(WASM_DEVICES);
testNandaProbes(openWasm);
testProbes(WASM_DEVICES);
testSmallWeights(openWasm);
testViewsAreTransferred(openWasm);

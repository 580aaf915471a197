import { testCrossEntropyEdges } from '../../support/device-tests/cross-entropy-edge.ts';
import { GPU_DEVICES } from '../../support/gpu-session.ts';

testCrossEntropyEdges(GPU_DEVICES);

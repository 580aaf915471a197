import { testSmallWeights } from '../../support/device-tests/small-weights.ts';
import { openGpuSession } from '../../support/gpu-session.ts';

testSmallWeights(openGpuSession);

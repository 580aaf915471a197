import { testAblations, testAblationsOfNanda } from '../../support/device-tests/views-ablations.ts';
import { GPU_DEVICES, openGpuSession } from '../../support/gpu-session.ts';

testAblations(GPU_DEVICES);
testAblationsOfNanda(openGpuSession);

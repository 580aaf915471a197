import { testProbes } from '../../support/device-tests/probes.ts';
import { GPU_DEVICES } from '../../support/gpu-session.ts';

testProbes(GPU_DEVICES);

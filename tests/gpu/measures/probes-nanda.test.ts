import { testNandaProbes } from '../../support/device-tests/probes-nanda.ts';
import { openGpuSession } from '../../support/gpu-session.ts';

testNandaProbes(openGpuSession);

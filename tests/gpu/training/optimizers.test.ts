import { testOptimizers } from '../../support/device-tests/optimizers.ts';
import { openGpuSession } from '../../support/gpu-session.ts';

testOptimizers(openGpuSession);

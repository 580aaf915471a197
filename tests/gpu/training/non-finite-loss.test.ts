import { testNonFiniteLoss } from '../../support/device-tests/non-finite-loss.ts';
import { openGpuSession } from '../../support/gpu-session.ts';

testNonFiniteLoss(openGpuSession);

import { testSmallGradients } from '../../support/device-tests/small-gradients.ts';
import { openGpuSession } from '../../support/gpu-session.ts';
import { expectDeviceAgrees } from '../../support/ops/compare-op.ts';

testSmallGradients(openGpuSession, expectDeviceAgrees);

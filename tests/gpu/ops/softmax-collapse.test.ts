import { testSoftmaxCollapse } from '../../support/device-tests/softmax-collapse.ts';
import { GPU_DEVICES } from '../../support/gpu-session.ts';

testSoftmaxCollapse(GPU_DEVICES);

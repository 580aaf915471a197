import { testTorchParity } from '../../support/device-tests/torch-parity.ts';
import { GPU_DEVICES } from '../../support/gpu-session.ts';

testTorchParity(GPU_DEVICES);

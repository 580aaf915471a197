import { testSlotParity } from '../../support/device-tests/torch-parity.ts';
import { GPU_DEVICES } from '../../support/gpu-session.ts';

testSlotParity(GPU_DEVICES);

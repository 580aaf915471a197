import { testKeyFrequencies } from '../../support/device-tests/key-frequencies.ts';
import { GPU_DEVICES } from '../../support/gpu-session.ts';

testKeyFrequencies(GPU_DEVICES);
